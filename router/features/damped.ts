/** What is said often in one text counts little more than what is said once. */
export function damped(weight: number): number {
	return weight <= 1 ? weight : 1 + Math.log(weight);
}
