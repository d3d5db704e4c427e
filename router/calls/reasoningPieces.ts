import { THOUGHT_TAGS, type ThoughtTag } from './thoughtTags';

export interface SpokenPiece {
	readonly kind: 'text' | 'reasoning';
	readonly text: string;
}

/**
 * Does to a message that comes in pieces what `partReasoning` does to all of it, where that has been told already: all
 * texts together are its answer. Thoughts keep the blanks around them.
 */
export class MessageInPieces {
	/** May be a tag, or a part of one. */
	private held = '';
	/** Blanks at the start, which only thoughts behind them take away. */
	private blanks = '';
	private inside: ThoughtTag | null = null;
	private hasThought = false;
	private answers = false;

	/** What the piece makes clear; what may be a tag waits for the next one. */
	add(piece: string): readonly SpokenPiece[] {
		if (this.answers) return said([{ kind: 'text', text: piece }]);
		this.held += piece;
		const parts: SpokenPiece[] = [];
		for (let part = this.next(); part !== null; part = this.next()) parts.push(part);
		return said(parts);
	}

	/** What still waits; the message has ended. */
	end(): readonly SpokenPiece[] {
		const { held, blanks, inside, hasThought } = this;
		this.held = '';
		this.blanks = '';
		return said([{ kind: inside === null ? 'text' : 'reasoning', text: hasThought ? held : blanks + held }]);
	}

	private next(): SpokenPiece | null {
		if (this.answers) return null;
		return this.inside === null ? this.start() : this.think(this.inside);
	}

	private start(): SpokenPiece | null {
		const text = this.held.trimStart();
		this.blanks += this.held.slice(0, this.held.length - text.length);
		this.held = text;
		for (const tag of THOUGHT_TAGS) {
			const opening = tag.opening.exec(text)?.[0];
			if (opening === undefined) continue;
			this.inside = tag;
			this.hasThought = true;
			this.held = text.slice(opening.length);
			return { kind: 'reasoning', text: '' };
		}
		if (text === '' || THOUGHT_TAGS.some((tag) => tag.mayOpen(text))) return null;
		const answer = this.hasThought ? text : this.blanks + text;
		this.answers = true;
		this.held = '';
		this.blanks = '';
		return { kind: 'text', text: answer };
	}

	private think(tag: ThoughtTag): SpokenPiece | null {
		const closing = tag.closing.exec(this.held);
		const until = closing?.index ?? tag.closesFrom(this.held);
		const thought = this.held.slice(0, until);
		this.held = this.held.slice(until + (closing?.[0].length ?? 0));
		if (closing !== null) this.inside = null;
		return closing === null && thought === '' ? null : { kind: 'reasoning', text: thought };
	}
}

function said(parts: readonly SpokenPiece[]): readonly SpokenPiece[] {
	return parts.filter(({ text }) => text !== '');
}
