/** What the package says of itself, kept here so that nothing has to be read to say it; a test holds it to package.json. */
export const PRODUCT = {
  name: 'session-lint',
  version: '0.1.0',
  homepage: 'https://github.com/session-lint/session-lint',
  bugs: 'https://github.com/session-lint/session-lint/issues',
} as const;

/** The page of a rule. */
export function pageOf(rule: string): string {
  return `${PRODUCT.homepage}/blob/main/rules/${rule}.md`;
}
