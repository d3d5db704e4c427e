import { LEAST_REQUESTS } from '../../../router/execution/budgets/spendingStore';
import type { Script } from '../commands';

/**
 * One period of a router or budget key: hash of `spent`, `reserved`, `requests` and `reached`, the sums over all; and
 * the same of each part as `part:spent` and so on. A part is what one worker adds, or `opening`, what the ledger knew
 * when the period was begun here.
 * Since each worker knows its own part, it can write it again as often as it likes and is counted once.
 */
const PERIOD = `
local names = { 'spent', 'reserved', 'requests', 'reached' }
local key = KEYS[1]
local function sums() return redis.call('HMGET', key, unpack(names)) end
`;

/**
 * Adds to a worker's part and to the sums, or nothing. Arguments: part, ms to keep the period, cap of spent and
 * reserved (-1: none), share of the requests that may have reached the strongest (-1: all), the four to add. Gives
 * 1 or 0 and the four sums; nothing where the period was never begun.
 */
export const APPLY: Script = `${PERIOD}
if redis.call('EXISTS', key) == 0 then return {} end
local stands, cap, share = sums(), tonumber(ARGV[3]), tonumber(ARGV[4])
local next = {}
for i = 1, 4 do next[i] = tonumber(stands[i] or 0) + ARGV[4 + i] end
local fits = cap < 0 or next[1] + next[2] <= cap
fits = fits and (share < 0 or next[4] <= math.ceil(share * math.max(${LEAST_REQUESTS}, next[3])))
redis.call('PEXPIRE', key, ARGV[2])
if not fits then return { 0, unpack(stands) } end
for i, name in ipairs(names) do
	redis.call('HINCRBY', key, name, ARGV[4 + i])
	redis.call('HINCRBY', key, ARGV[1] .. ':' .. name, ARGV[4 + i])
end
return { 1, unpack(sums()) }
`;

/**
 * Writes parts and sums them all up anew. Arguments: part of the worker, ms to keep the period, then field and value by turns. The
 * own fields take the place of what stands; others only fill what is missing. Gives all fields and values.
 */
export const WRITE_PERIOD: Script = `${PERIOD}
${writing()}`;

/**
 * The same where the period is not there, else nothing. Another worker may have begun it since this one found it
 * missing, and calls of this one may count there already which it has not been told of: its part must not be written over.
 */
export const BEGIN_PERIOD: Script = `${PERIOD}
if redis.call('EXISTS', key) == 1 then return redis.call('HGETALL', key) end
${writing()}`;

function writing(): string {
	return `local own = ARGV[1] .. ':'
for i = 3, #ARGV, 2 do
	local how = string.sub(ARGV[i], 1, #own) == own and 'HSET' or 'HSETNX'
	redis.call(how, key, ARGV[i], ARGV[i + 1])
end
redis.call('HDEL', key, unpack(names))
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do redis.call('HINCRBY', key, string.match(all[i], '[^:]+$'), all[i + 1]) end
for _, name in ipairs(names) do redis.call('HINCRBY', key, name, 0) end
redis.call('PEXPIRE', key, ARGV[2])
return redis.call('HGETALL', key)
`;
}

/** All fields and values of a period. */
export const READ_PERIOD: Script = `return redis.call('HGETALL', KEYS[1])`;
