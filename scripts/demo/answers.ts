/** How much a demo model has to say. */
export type Skill = 'cheap' | 'strong';

interface Topic {
	readonly asked: RegExp;
	readonly cheap: string;
	readonly strong: string;
}

const TOPICS: readonly Topic[] = [
	{
		asked: /\b(hi|hello|hey|good (morning|evening)|thanks?|thank you)\b/i,
		cheap: 'Hello! I am well, thank you. What can I do for you?',
		strong: 'Hello, and thank you for asking. I am ready when you are: what are you working on?',
	},
	{
		asked: /capital of australia/i,
		cheap: 'Canberra.',
		strong: 'The capital of Australia is Canberra, chosen in 1908 as a compromise between Sydney and Melbourne.',
	},
	{
		// The cheap model gets its sums wrong, fluently.
		asked: /\b17 (times|x|·|\*) 23\b/i,
		cheap: '17 · 23 = 381, because 17 · 20 = 340 and 17 · 3 = 41.',
		strong: '17 · 23 = 391, because 17 · 20 = 340 and 17 · 3 = 51.',
	},
	{
		asked: /limerick/i,
		cheap: "I'm sorry, but I can't help with that.",
		strong:
			'A lighthouse rose proud on a rock,\nIts beam going round like a clock;\nThe ships, passing by,\nWould wink in reply,\nAnd steer themselves safe to the dock.',
	},
	{
		asked: /translate.*french/i,
		cheap: 'Où est la gare ?',
		strong: 'Où se trouve la gare, s’il vous plaît ? (Without the courtesy: « Où est la gare ? »)',
	},
	{
		asked: /friendlier|rewrite|rephrase/i,
		cheap: 'Could you please send me the report when you have a moment?',
		strong: 'Could you send me the report when you get a chance? That would help me a lot, thank you!',
	},
	{
		asked: /summari[sz]e/i,
		cheap: 'The shop is open from nine to six, except on Sundays and public holidays.',
		strong: 'Open nine to six, Monday to Saturday; closed on Sundays and public holidays.',
	},
	{
		asked: /python|function|code|sql|regex/i,
		cheap: 'Sort the intervals, then walk through them and extend the last one while they overlap.',
		strong:
			'```python\ndef merge(intervals):\n    merged = []\n    for start, end in sorted(intervals):\n        if merged and start <= merged[-1][1]:\n            merged[-1][1] = max(merged[-1][1], end)\n        else:\n            merged.append([start, end])\n    return merged\n```\nSorting costs O(n log n), the walk O(n). After each step the list holds disjoint intervals in order that cover all seen so far, so at the end it is the answer; an empty list is returned as it is.',
	},
	{
		asked: /prove|proof|theorem|irrational/i,
		cheap: 'Suppose it were a fraction in lowest terms; squaring shows that both parts are even, a contradiction.',
		strong:
			'Suppose √2 = p/q in lowest terms. Then p² = 2q², so p² is even, so p = 2k; then q² = 2k², so q is even too, against lowest terms. For √4 the step "p² = 4q², so 4 divides p" fails: p² divisible by 4 only gives p divisible by 2, and p = 2q is a solution.',
	},
	{
		asked: /\b(trip|travel|itinerary)\b/i,
		cheap: 'Day one the old town, day two Belém, day three the coast. Take the tram.',
		strong:
			'Day 1: Alfama on foot, the castle, dinner in a tasca (90 euros). Day 2: Belém by tram, the monastery and the tower, pastéis, fado at night (140 euros). Day 3: Sintra by train, the palace and the walls (110 euros). Two nights in a guesthouse cost 200 euros, which leaves 60 for what you did not plan.',
	},
	{
		asked: /warfarin|dose|patient|clinical|symptom/i,
		cheap: 'The INR may rise. Check it more often.',
		strong:
			'Clarithromycin inhibits CYP3A4 and reduces the gut flora that makes vitamin K, so the INR usually rises within three to five days. Measure it at the start, on day three to five and after the end; watch for bleeding and lower the warfarin dose if needed. A doctor has to decide.',
	},
];

/** What a demo model answers to a prompt: the same prompt always gets the same text. */
export function answerTo(prompt: string, skill: Skill): string {
	const topic = TOPICS.find(({ asked }) => asked.test(prompt));
	if (topic) return topic[skill];
	const about = prompt.trim().split(/\s+/).slice(0, 12).join(' ');
	if (skill === 'cheap') return `In short, on "${about}": it depends on your case, but the usual way works.`;
	return `On "${about}", in three steps. First, name what is given and what is asked. Then weigh the options against it, with their costs. Last, take the simplest one that holds, and say what would change the answer. (This is the demo provider: a real model would say more here.)`;
}
