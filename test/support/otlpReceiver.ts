import { parse } from 'protobufjs';
import { z } from 'zod';
import { json, serve } from './httpServer';

/** A collector on loopback that takes OpenTelemetry's traces as protobuf over HTTP. */
export interface OtlpReceiver {
	readonly url: string;
	/** Every span that arrived, in order. */
	spans(): readonly Span[];
	/** All bodies in a row, as they came. */
	bytes(): Buffer;
	close(): Promise<void>;
}

export interface Span {
	readonly name: string;
	/** In hexadecimal, as are the others. */
	readonly traceId: string;
	readonly id: string;
	/** '' for the root of a trace. */
	readonly parentId: string;
	readonly attributes: Attributes;
	/** `exception` is what failed. */
	readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
}

type Attributes = Readonly<Record<string, unknown>>;

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
	const server = await serve((response) => json(response, 200, {}));
	const bodies = () => server.journal.filter(({ method, path }) => method === 'POST' && path === '/v1/traces').map(({ bytes }) => bytes);
	return {
		url: server.url,
		spans: () => bodies().flatMap(spansIn),
		bytes: () => Buffer.concat(bodies()),
		close: () => server.close(),
	};
}

// What is read here of opentelemetry-proto v1 (collector/trace, trace, common); other fields are skipped.
const REQUEST = parse(`
	syntax = "proto3";
	message Request { repeated ResourceSpans resource_spans = 1; }
	message ResourceSpans { repeated ScopeSpans scope_spans = 2; }
	message ScopeSpans { repeated Span spans = 2; }
	message Span {
		bytes trace_id = 1;
		bytes span_id = 2;
		bytes parent_span_id = 4;
		string name = 5;
		repeated KeyValue attributes = 9;
		repeated Event events = 11;
	}
	message Event { string name = 2; repeated KeyValue attributes = 3; }
	message KeyValue { string key = 1; AnyValue value = 2; }
	message AnyValue {
		oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
	}`).root.lookupType('Request');

const id = z.string().transform((base64) => Buffer.from(base64, 'base64').toString('hex'));
const attributes = z
	.array(z.object({ key: z.string(), value: z.record(z.unknown()) }))
	.transform((pairs): Attributes => Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]])));
const span = z
	.object({
		traceId: id,
		spanId: id,
		parentSpanId: id,
		name: z.string(),
		attributes,
		events: z.array(z.object({ name: z.string(), attributes })),
	})
	.transform(({ spanId, parentSpanId, ...rest }): Span => ({ id: spanId, parentId: parentSpanId, ...rest }));
const request = z.object({ resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })) });

function spansIn(bytes: Buffer): Span[] {
	const message = REQUEST.decode(bytes);
	// Bytes become Base64, and what was left out of a message its default; of a `oneof` only the value that is set.
	const plain: unknown = REQUEST.toObject(message, { bytes: String, longs: Number, defaults: true });
	return request.parse(plain).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}
