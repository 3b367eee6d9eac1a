import { coversAction, overlapsAction } from "./action-patterns";

/** What no role of an environment is ever given, whatever reason is written down for it. */
export interface RefusedActions {
  readonly actions: readonly string[];

  /** Those of them that only look. @default none */
  readonly except?: readonly string[];

  /** What they would open, as a clause. */
  readonly because: string;
}

/** Services that keep the record of what is done in the account, or watch it. */
const RECORDS = [
  "access-analyzer",
  "cloudtrail",
  "config",
  "detective",
  "guardduty",
  "inspector2",
  "macie2",
  "securityhub",
];

const LOOKS = ["BatchGet", "Describe", "Get", "List", "Lookup"];

export const REFUSED: readonly RefusedActions[] = [
  {
    actions: ["iam:*", "rolesanywhere:*", "cognito-identity:*"],
    because: "it makes, changes or hands out identities",
  },
  {
    actions: ["sso:*", "sso-directory:*", "sso-oauth:*", "identitystore:*", "identity-sync:*"],
    because: "it decides who signs on as what",
  },
  {
    actions: ["sts:*"],
    except: ["sts:AssumeRole", "sts:GetCallerIdentity", "sts:TagSession"],
    because: "it hands out credentials",
  },
  {
    actions: ["organizations:*", "account:*", "controltower:*", "ram:*", "billing:*"],
    because: "it settles the account itself, or shares what lies in it",
  },
  {
    actions: RECORDS.map((service) => `${service}:*`),
    except: RECORDS.flatMap((service) => LOOKS.map((verb) => `${service}:${verb}*`)),
    because: "it ends the record of what is done in the account",
  },
  {
    actions: ["cloudformation:*", "servicecatalog:*", "proton:*"],
    except: ["cloudformation:Describe*", "cloudformation:Get*", "cloudformation:List*"],
    because: "it makes whatever a stack's service role may make",
  },
  {
    actions: [
      "codebuild:*",
      "codecommit:*",
      "codeconnections:*",
      "codepipeline:*",
      "codestar-connections:*",
    ],
    except: ["codebuild:BatchGet*", "codepipeline:Get*", "codepipeline:List*"],
    because: "it changes what is built and delivered, or approves it",
  },
  {
    actions: [
      "ec2-instance-connect:*",
      "ec2:AssociateIamInstanceProfile",
      "ec2:ModifyInstanceAttribute",
      "ec2:ReplaceIamInstanceProfileAssociation",
      "ec2:SendDiagnosticInterrupt",
      "ec2messages:*",
      "ssm:CancelCommand",
      "ssm:CreateAssociation*",
      "ssm:ResumeSession",
      "ssm:SendAutomationSignal",
      "ssm:SendCommand",
      "ssm:StartAssociationsOnce",
      "ssm:StartAutomationExecution",
      "ssm:StartChangeRequestExecution",
      "ssm:StartSession",
      "ssm:UpdateAssociation",
      "ssm-guiconnect:*",
    ],
    because: "it runs code on instances, in whatever role they have",
  },
  {
    actions: [
      "airflow:Create*Token",
      "apprunner:UpdateService",
      "bedrock-agentcore:*CodeInterpreter*",
      "codedeploy:CreateDeployment*",
      "ec2:CreateLaunchTemplateVersion",
      "ec2:ModifyLaunchTemplate",
      "ecs:ExecuteCommand",
      "eks:*Access*",
      "elasticbeanstalk:Update*",
      "elasticmapreduce:AddJobFlowSteps",
      "lambda:AddPermission",
      "lambda:CreateEventSourceMapping",
      "lambda:CreateFunction",
      "lambda:UpdateEventSourceMapping",
      "lambda:UpdateFunction*",
      "lambda:PublishLayerVersion",
      "states:UpdateStateMachine",
      "states:TestState",
      "glue:CreateDevEndpoint",
      "glue:RunStatement",
      "glue:UpdateDevEndpoint",
      "glue:UpdateJob*",
      "sagemaker:CreatePresigned*",
      "sagemaker:UpdateNotebookInstance*",
    ],
    because: "it runs code in a role that is there already",
  },
  {
    actions: [
      "ecr:DeleteRegistryPolicy",
      "ecr:PutAccountSetting",
      "ecr:PutRegistryPolicy",
      "ecr:PutReplicationConfiguration",
      "ecs:PutAccountSetting*",
      "events:*Permission",
      "logs:*AccountPolicy",
      "logs:*ResourcePolicy",
      "s3:GetDataAccess",
      "s3:PutAccount*",
      "s3:DeleteBucketPolicy",
      "s3:PutBucketPolicy",
      "kms:CreateGrant",
      "kms:PutKeyPolicy",
      "secretsmanager:PutResourcePolicy",
      "sns:Unsubscribe",
      "sns:SetSubscriptionAttributes",
    ],
    because: "it is a setting of the whole account, or lets others in",
  },
];

/** An action that is refused, as a pattern, and why. */
export interface Refusal {
  readonly action: string;
  readonly because: string;
}

/** Whether an action is refused, were it only for one of those that a `*` in it stands for. */
export function refusalOf(action: string): Refusal | undefined {
  for (const { actions, except = [], because } of REFUSED) {
    const refused = actions.find((pattern) => overlapsAction(pattern, action));
    if (refused === undefined) continue;
    if (!except.some((harmless) => coversAction(harmless, action))) {
      return { action: refused, because };
    }
  }
  return undefined;
}
