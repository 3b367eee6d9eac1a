/** Name of the instance of a database in AWS: `acme-dev-orders`. */
export const instanceName = (prefix: string, database: string): string => `${prefix}-${database}`;
