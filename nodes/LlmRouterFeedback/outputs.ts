/** What the outputs expression reads of the node's parameters. */
interface FeedbackOutputParameters {
	readonly resource?: string | null;
}

interface NamedOutput {
	readonly type: 'main';
	readonly displayName?: string;
}

/**
 * The node's outputs: one, and for Alert a second one after it, so that wires of the first never move.
 *
 * n8n gets this function as text, so it may use nothing from outside, and no two closing braces in a row,
 * which would end the expression around it.
 */
export const configuredFeedbackOutputs = (parameters: FeedbackOutputParameters | null | undefined): NamedOutput[] => {
	const checked: NamedOutput = { type: 'main', displayName: 'Checked' };
	const alert: NamedOutput = { type: 'main', displayName: 'Alert' };
	return parameters?.resource === 'alert' ? [checked, alert] : [{ type: 'main' }];
};

/** The outputs as n8n wants them. */
export const feedbackOutputsExpression = `={{(${configuredFeedbackOutputs.toString()})($parameter)}}` as const;
