/** How every request to a provider names its sender. The version is the package's; a test compares them. */
export const USER_AGENT = 'n8n-nodes-llm-router/0.1.0';
