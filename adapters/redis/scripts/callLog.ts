import type { Script } from '../commands';

/**
 * The log of calls to one model with one key, all workers together. Keys, in this order:
 * 1. calls: sorted set of the calls in the window, by the ms of Redis' clock they were taken at;
 * 2. tokens: hash of call → tokens (reserved, then used), and `sum`, the sum of them all;
 * 3. running: sorted set of the calls under way, by the ms until which their worker vouches for them;
 * 4. tight: ms until which the provider says that nothing is left.
 */
const LOG = `
local calls, tokens, running, tight = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function resize(call, size)
	local before = redis.call('HGET', tokens, call)
	redis.call('HSET', tokens, call, size)
	redis.call('HINCRBY', tokens, 'sum', size - (before or 0))
end

local function drop(gone)
	local sum = 0
	for _, size in ipairs(redis.call('HMGET', tokens, unpack(gone))) do sum = sum + (size or 0) end
	-- Not -sum: of 0 that is -0, which Redis takes for no number.
	redis.call('HINCRBY', tokens, 'sum', 0 - sum)
	redis.call('HDEL', tokens, unpack(gone))
	redis.call('ZREM', calls, unpack(gone))
end

local function prune(windowMs)
	while true do
		local old = redis.call('ZRANGEBYSCORE', calls, '-inf', now - windowMs, 'LIMIT', 0, 500)
		if #old == 0 then return end
		drop(old)
	end
end

local function keep(windowMs, leaseMs)
	redis.call('PEXPIRE', calls, windowMs * 2)
	redis.call('PEXPIRE', tokens, windowMs * 2)
	redis.call('PEXPIRE', running, leaseMs)
end
`;

/**
 * Takes a place if there is one. Arguments: call, window ms, lease ms, requests and tokens per window and calls
 * at once (-1: no limit), tokens of this call. Gives: 1 or 0, ms until there may be one, and what stands then:
 * calls and tokens in the window, calls under way.
 */
export const TAKE: Script = `${LOG}
local call, windowMs, leaseMs = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local mostCalls, mostTokens, mostRunning, load = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
prune(windowMs)
redis.call('ZREMRANGEBYSCORE', running, '-inf', now)
local count, atOnce = redis.call('ZCARD', calls), redis.call('ZCARD', running)
local sum = tonumber(redis.call('HGET', tokens, 'sum') or 0)
local freeAt = tonumber(redis.call('GET', tight) or 0)

if mostCalls >= 0 and count + 1 > mostCalls then
	local last = redis.call('ZRANGE', calls, count - mostCalls, count - mostCalls, 'WITHSCORES')
	freeAt = math.max(freeAt, (last[2] or now) + windowMs)
end

local over, from = sum + load - mostTokens, 0
while mostTokens >= 0 and over > 0 do
	local batch = redis.call('ZRANGE', calls, from, from + 99, 'WITHSCORES')
	if #batch == 0 then freeAt = math.max(freeAt, now + windowMs) break end
	for i = 1, #batch, 2 do
		over = over - (redis.call('HGET', tokens, batch[i]) or 0)
		if over <= 0 then freeAt = math.max(freeAt, batch[i + 1] + windowMs) break end
	end
	from = from + 100
end

-- Nobody knows when a call ends: worth asking again soon.
if mostRunning >= 0 and atOnce + 1 > mostRunning then freeAt = math.max(freeAt, now + 100) end
if freeAt > now then return { 0, freeAt - now, count, sum, atOnce } end

redis.call('ZADD', calls, now, call)
resize(call, load)
redis.call('ZADD', running, now + leaseMs, call)
keep(windowMs, leaseMs)
return { 1, 0, count + 1, sum + load, atOnce + 1 }
`;

/** A call leaves only now: its window begins here. Arguments: call, window ms. */
export const LEFT: Script = `${LOG}
redis.call('ZADD', calls, 'XX', now, ARGV[1])
redis.call('PEXPIRE', calls, ARGV[2] * 2)
redis.call('PEXPIRE', tokens, ARGV[2] * 2)
return 1
`;

/** A call is over. Arguments: call, and the tokens it used; -1: not known, the reservation stands; -2: it was never sent. */
export const SETTLE: Script = `${LOG}
local call, used = ARGV[1], tonumber(ARGV[2])
redis.call('ZREM', running, call)
if used == -1 or not redis.call('ZSCORE', calls, call) then return 0 end
if used == -2 then drop({ call }) else resize(call, used) end
return 1
`;

/**
 * Writes what a worker knows of its own calls, as often as it likes. Arguments: window ms, lease ms, then for each
 * call: its name, its age in ms, its tokens, 1 while it runs.
 */
export const WRITE: Script = `${LOG}
local windowMs, leaseMs = tonumber(ARGV[1]), tonumber(ARGV[2])
for i = 3, #ARGV, 4 do
	local call, age = ARGV[i], tonumber(ARGV[i + 1])
	if age < windowMs then
		-- The later one: Redis may not have heard when it left.
		redis.call('ZADD', calls, math.max(now - age, redis.call('ZSCORE', calls, call) or 0), call)
		resize(call, ARGV[i + 2])
	end
	if ARGV[i + 3] == '1' then redis.call('ZADD', running, now + leaseMs, call) else redis.call('ZREM', running, call) end
end
keep(windowMs, leaseMs)
return 1
`;

/** A worker vouches for its running calls. Arguments: lease ms, then the calls. */
export const RENEW: Script = `${LOG}
for i = 2, #ARGV do redis.call('ZADD', running, now + ARGV[1], ARGV[i]) end
redis.call('PEXPIRE', running, ARGV[1])
return 1
`;

/** The provider says that nothing is left. Argument: for how many ms. */
export const TIGHTEN: Script = `${LOG}
local untilMs = now + ARGV[1]
if untilMs > tonumber(redis.call('GET', tight) or 0) then redis.call('SET', tight, string.format('%.0f', untilMs), 'PX', ARGV[1]) end
return 1
`;
