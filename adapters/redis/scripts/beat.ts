import type { Script } from '../commands';

/**
 * Who works with this Redis. Keys: `workers`, a sorted set of worker → µs of Redis' clock it was last heard at;
 * `expected`, a sorted set of those that others knew before this Redis went, until the µs by which they no longer matter.
 * Arguments: the worker, µs after which a silent one is forgotten, µs for which expected ones are kept, then those expected.
 * Gives: now in µs, the workers each with when it was heard, those expected and not heard, and 1 where this worker
 * was not among the workers, else 0.
 */
export const BEAT: Script = `
local workers, expected = KEYS[1], KEYS[2]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('ZREMRANGEBYSCORE', workers, '-inf', now - ARGV[2])
local unknown = redis.call('ZADD', workers, now, ARGV[1])
redis.call('ZREM', expected, ARGV[1])
redis.call('ZREMRANGEBYSCORE', expected, '-inf', now)
for i = 4, #ARGV do
	if not redis.call('ZSCORE', workers, ARGV[i]) then redis.call('ZADD', expected, 'NX', now + ARGV[3], ARGV[i]) end
end
redis.call('PEXPIRE', workers, math.ceil(ARGV[2] / 1000))
redis.call('PEXPIRE', expected, math.ceil(ARGV[3] / 1000))
return { now, redis.call('ZRANGE', workers, 0, -1, 'WITHSCORES'), redis.call('ZRANGE', expected, 0, -1), unknown }
`;

/** A worker says goodbye. Key: `workers`; argument: the worker. */
export const LEAVE: Script = `return redis.call('ZREM', KEYS[1], ARGV[1])`;
