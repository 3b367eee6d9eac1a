/** What services know of the load balancer before them. */
export interface LoadBalancerPlace {
  readonly loadBalancer: { readonly arnSuffix: string; readonly dnsName: string };

  /** Of the load balancer. Each service adds the rule that lets requests out to its tasks. */
  readonly securityGroup: { readonly id: string };

  /** The listener that services attach their rules to: HTTPS with a certificate, else HTTP. */
  readonly listener: { readonly arn: string };

  /** The one for trying what is about to be deployed. */
  readonly testListener?: { readonly arn: string } | undefined;

  /** Ports at which services answer: of the listener, and of the one for trying. */
  readonly ports: readonly number[];

  /**
   * Lets in one address more, at all ports at which services answer.
   *
   * @param name of it, in the ids of the rules
   * @param address which may be known to Terraform alone
   */
  readonly letIn: (name: string, address: string) => void;
}
