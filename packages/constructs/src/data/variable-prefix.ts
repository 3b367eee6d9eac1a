/** What the variables of something used start with: `order-history` -> `ORDER_HISTORY`. */
export const variablePrefix = (name: string): string => name.replaceAll("-", "_").toUpperCase();
