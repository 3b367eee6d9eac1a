import {
  paginateDescribeScalableTargets,
  paginateDescribeScalingPolicies,
  type ServiceNamespace,
} from "@aws-sdk/client-application-auto-scaling";
import {
  GetApplicationCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import { paginateDescribeParameters } from "@aws-sdk/client-ssm";
import type { Element } from "../../../comparison/elements";
import { every } from "../../seen";
import type { Finder, Search } from "../search";

async function scaled(resource: Element, search: Search) {
  const [space, id, dimension] = await Promise.all([
    search.text(resource, "service_namespace"),
    search.text(resource, "resource_id"),
    search.text(resource, "scalable_dimension"),
  ]);
  return space === undefined || id === undefined || dimension === undefined
    ? undefined
    : { space: space as ServiceNamespace, id, dimension };
}

const target: Finder = async (resource, search) => {
  const of = await scaled(resource, search);
  if (of === undefined) return undefined;
  const found = await search.ask(
    "application-autoscaling:DescribeScalableTargets",
    of.id,
    ({ scaling }) =>
      every(
        paginateDescribeScalableTargets(
          { client: scaling },
          { ServiceNamespace: of.space, ResourceIds: [of.id] },
        ),
        (page) => page.ScalableTargets,
      ),
  );
  const is = found?.some(({ ScalableDimension }) => ScalableDimension === of.dimension);
  const id = `${of.space}/${of.id}/${of.dimension}`;
  return is ? { id, attributes: { id: of.id } } : undefined;
};

const policy: Finder = async (resource, search) => {
  const of = await scaled(resource, search);
  const name = await search.text(resource, "name");
  if (of === undefined || name === undefined) return undefined;
  const found = await search.ask(
    "application-autoscaling:DescribeScalingPolicies",
    of.id,
    ({ scaling }) =>
      every(
        paginateDescribeScalingPolicies(
          { client: scaling },
          { ServiceNamespace: of.space, ResourceId: of.id },
        ),
        (page) => page.ScalingPolicies,
      ),
  );
  const same = found?.find(
    (one) => one.PolicyName === name && one.ScalableDimension === of.dimension,
  );
  if (same === undefined) return undefined;
  const id = `${of.space}/${of.id}/${of.dimension}/${name}`;
  return { id, attributes: { id: name, arn: same.PolicyARN } };
};

const application: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  if (name === undefined) return undefined;
  const found = await search.ask("codedeploy:GetApplication", name, ({ codeDeploy }) =>
    codeDeploy.send(new GetApplicationCommand({ applicationName: name })),
  );
  return found && { id: name, attributes: { id: name, name } };
};

const configuration: Finder = async (resource, search) => {
  const name = await search.text(resource, "deployment_config_name");
  if (name === undefined) return undefined;
  const found = await search.ask("codedeploy:GetDeploymentConfig", name, ({ codeDeploy }) =>
    codeDeploy.send(new GetDeploymentConfigCommand({ deploymentConfigName: name })),
  );
  return found && { id: name, attributes: { id: name } };
};

const group: Finder = async (resource, search) => {
  const [app, name] = await Promise.all([
    search.text(resource, "app_name"),
    search.text(resource, "deployment_group_name"),
  ]);
  if (app === undefined || name === undefined) return undefined;
  const id = `${app}:${name}`;
  const found = await search.ask("codedeploy:GetDeploymentGroup", id, ({ codeDeploy }) =>
    codeDeploy.send(
      new GetDeploymentGroupCommand({ applicationName: app, deploymentGroupName: name }),
    ),
  );
  return found && { id, attributes: { id } };
};

const parameter: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  if (name === undefined) return undefined;
  const found = await search.ask("ssm:DescribeParameters", name, ({ ssm }) =>
    every(
      paginateDescribeParameters(
        { client: ssm },
        { ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [name] }] },
      ),
      (page) => page.Parameters,
    ),
  );
  return found?.some((one) => one.Name === name)
    ? { id: name, attributes: { id: name } }
    : undefined;
};

export const DEPLOYING_FINDERS: Readonly<Record<string, Finder>> = {
  aws_appautoscaling_policy: policy,
  aws_appautoscaling_target: target,
  aws_codedeploy_app: application,
  aws_codedeploy_deployment_config: configuration,
  aws_codedeploy_deployment_group: group,
  aws_ssm_parameter: parameter,
};
