import {
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListOpenIDConnectProvidersCommand,
  paginateListAttachedRolePolicies,
} from "@aws-sdk/client-iam";
import { paginateListAliases } from "@aws-sdk/client-kms";
import { every } from "../../seen";
import type { Finder, Search } from "../search";

const role: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  if (name === undefined) return undefined;
  const found = await search.ask("iam:GetRole", name, ({ iam }) =>
    iam.send(new GetRoleCommand({ RoleName: name })),
  );
  const arn = found?.Role?.Arn;
  return arn === undefined ? undefined : { id: name, attributes: { id: name, name, arn } };
};

const rolePolicy: Finder = async (resource, search) => {
  const [owner, name] = await Promise.all([
    search.text(resource, "role"),
    search.text(resource, "name"),
  ]);
  if (owner === undefined || name === undefined) return undefined;
  const id = `${owner}:${name}`;
  const found = await search.ask("iam:GetRolePolicy", id, ({ iam }) =>
    iam.send(new GetRolePolicyCommand({ RoleName: owner, PolicyName: name })),
  );
  return found === undefined ? undefined : { id, attributes: { id } };
};

const attachment: Finder = async (resource, search) => {
  const [owner, arn] = await Promise.all([
    search.text(resource, "role"),
    search.text(resource, "policy_arn"),
  ]);
  if (owner === undefined || arn === undefined) return undefined;
  const found = await search.ask("iam:ListAttachedRolePolicies", owner, ({ iam }) =>
    every(
      paginateListAttachedRolePolicies({ client: iam }, { RoleName: owner }),
      (page) => page.AttachedPolicies,
    ),
  );
  const id = `${owner}/${arn}`;
  return found?.some(({ PolicyArn }) => PolicyArn === arn) ? { id, attributes: { id } } : undefined;
};

const policy: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  if (name === undefined) return undefined;
  const path = (await search.text(resource, "path")) ?? "/";
  const arn = `arn:aws:iam::${search.place.accountId}:policy${path}${name}`;
  const found = await search.ask("iam:GetPolicy", arn, ({ iam }) =>
    iam.send(new GetPolicyCommand({ PolicyArn: arn })),
  );
  return found === undefined ? undefined : { id: arn, attributes: { id: arn, arn } };
};

const instanceProfile: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  if (name === undefined) return undefined;
  const found = await search.ask("iam:GetInstanceProfile", name, ({ iam }) =>
    iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name })),
  );
  const arn = found?.InstanceProfile?.Arn;
  return arn === undefined ? undefined : { id: name, attributes: { id: name, name, arn } };
};

/** An account has one of a URL. */
const identityProvider: Finder = async (resource, search) => {
  const url = (await search.text(resource, "url"))?.replace(/^https:\/\//, "");
  const found = await search.ask("iam:ListOpenIDConnectProviders", "all", ({ iam }) =>
    iam.send(new ListOpenIDConnectProvidersCommand({})),
  );
  const arn = found?.OpenIDConnectProviderList?.map(({ Arn }) => Arn).find(
    (one) => url !== undefined && one?.endsWith(`:oidc-provider/${url}`),
  );
  return arn === undefined ? undefined : { id: arn, attributes: { id: arn, arn } };
};

async function aliasNamed(search: Search, name: string | undefined) {
  const found = await search.ask("kms:ListAliases", "all", ({ kms }) =>
    every(paginateListAliases({ client: kms }, {}), ({ Aliases }) => Aliases),
  );
  return found?.find(({ AliasName }) => name !== undefined && AliasName === name);
}

const alias: Finder = async (resource, search) => {
  const found = await aliasNamed(search, await search.text(resource, "name"));
  const { AliasName: id, AliasArn: arn } = found ?? {};
  return id === undefined ? undefined : { id, attributes: { id, arn } };
};

/** The key that an alias of the stack leads to: a key has no name of its own. */
const key: Finder = async (resource, search) => {
  const [own] = search.mentioning(resource.address, "aws_kms_alias");
  const found = own && (await aliasNamed(search, await search.text(own, "name")));
  const id = found?.TargetKeyId;
  if (id === undefined) return undefined;
  const { region, accountId } = search.place;
  const arn = `arn:aws:kms:${region}:${accountId}:key/${id}`;
  return { id, attributes: { id, key_id: id, arn } };
};

export const RIGHTS_FINDERS: Readonly<Record<string, Finder>> = {
  aws_iam_instance_profile: instanceProfile,
  aws_iam_openid_connect_provider: identityProvider,
  aws_iam_policy: policy,
  aws_iam_role: role,
  aws_iam_role_policy: rolePolicy,
  aws_iam_role_policy_attachment: attachment,
  aws_kms_alias: alias,
  aws_kms_key: key,
};
