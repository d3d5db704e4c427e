import { FAILURES_TO_OPEN, LAST_CALLS, OPEN_MS, PROBE_MS } from '../../../router/health/breaker';
import type { Script } from '../commands';

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function num(value) return tonumber(value or 0) or 0 end
`;

/** What nobody asked for or changed for so long is forgotten: an hour, more than the longest cooldown. */
const KEPT_MS = 3_600_000;
const MOST_SAMPLES = 100;

/**
 * Cooldown of a model, a key, or a model for one router: hash of `until` (ms of Redis' clock), `because`, `row`
 * (give-ups in a row), `least` (ms before which it does not end), `lifted` (ms of when it was ended before its time, and
 * none has begun since). Arguments: how long from now in ms, because, row, how long at least.
 */
export const COOL: Script = `${NOW}
local untilMs = now + ARGV[1]
if untilMs <= num(redis.call('HGET', KEYS[1], 'until')) then return 0 end
local least = math.max(now + ARGV[4], num(redis.call('HGET', KEYS[1], 'least')))
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', untilMs), 'because', ARGV[2], 'row', ARGV[3], 'least', string.format('%.0f', least))
redis.call('HDEL', KEYS[1], 'lifted')
redis.call('PEXPIRE', KEYS[1], ARGV[1] + ${KEPT_MS})
return 1
`;

/** Ends cooldowns before their time, and leaves word of it for those who know of them already. Keys: the cooldowns. */
export const LIFT: Script = `${NOW}
for _, key in ipairs(KEYS) do
	redis.call('DEL', key)
	redis.call('HSET', key, 'lifted', string.format('%.0f', now))
	redis.call('PEXPIRE', key, ${KEPT_MS})
end
return 1
`;

/**
 * Breaker of a provider: hash of `row` (the different requests that failed since the last answer, with commas between), `last`
 * (the last calls, 1 for answered and 0 for failed), `opened` (how often since it was last closed), `open` (until, ms of
 * Redis' clock), `probe` (until), `by` (the worker whose probe it is), `claimed` (1: it has not left yet). Gives row, last,
 * opened, and of open and probe how many ms they are ahead, or `''` where there is none, and 1 where the probe is claimed
 * for this worker.
 */
const BREAKER = `
local function stands(key, worker)
	local state = redis.call('HMGET', key, 'row', 'last', 'opened', 'open', 'probe', 'by', 'claimed')
	local function ahead(value) if num(value) == 0 then return '' end return string.format('%.0f', num(value) - now) end
	local mine = 0
	if state[6] == worker and state[7] == '1' and num(state[5]) > now then mine = 1 end
	return { state[1] or '', state[2] or '', num(state[3]), ahead(state[4]), ahead(state[5]), mine }
end

local function probe(key, worker, ms, claimed)
	redis.call('HSET', key, 'probe', string.format('%.0f', now + ms), 'by', worker, 'claimed', claimed)
	redis.call('PEXPIRE', key, ${KEPT_MS})
end
`;

/**
 * Tells a breaker what happened. Arguments: worker, then `failed`, `succeeded`, `started` or `released`, and for
 * `failed` the request. Gives what stands then. The same rules as in `router/health/breaker.ts`.
 */
export const BREAK: Script = `${NOW}${BREAKER}
local key, worker, event = KEYS[1], ARGV[1], ARGV[2]
local state = redis.call('HMGET', key, 'open', 'probe', 'by', 'row', 'last', 'opened')
local open, over = num(state[1]), num(state[1]) <= now

local function failed(request)
	local row, known = {}, false
	for one in string.gmatch(state[4] or '', '[^,]+') do
		row[#row + 1] = one
		known = known or one == request
	end
	if not known then row[#row + 1] = request end
	if #row > ${FAILURES_TO_OPEN} then table.remove(row, 1) end
	local last = string.sub((state[5] or '') .. '0', -${LAST_CALLS})
	local _, answered = string.gsub(last, '1', '')
	redis.call('HSET', key, 'row', table.concat(row, ','), 'last', last, 'probe', 0)
	if open > 0 or (#row >= ${FAILURES_TO_OPEN} and 2 * answered <= #last) then
		local pauses = { ${OPEN_MS.join(', ')} }
		local ms = pauses[math.min(num(state[6]) + 1, #pauses)]
		redis.call('HSET', key, 'open', string.format('%.0f', now + ms), 'opened', num(state[6]) + 1)
	end
end

if event == 'failed' then
	if over then failed(ARGV[3]) end
elseif event == 'succeeded' then
	if over and open > 0 then redis.call('DEL', key) end
	if open == 0 then redis.call('HSET', key, 'row', '', 'last', string.sub((state[5] or '') .. '1', -${LAST_CALLS})) end
elseif event == 'started' then
	if open > 0 and over and (num(state[2]) <= now or state[3] == worker) then probe(key, worker, ${PROBE_MS}, 0) end
elseif state[3] == worker then
	redis.call('HSET', key, 'probe', 0)
end
redis.call('PEXPIRE', key, ${KEPT_MS})
return stands(key, worker)
`;

/**
 * An answer came. Keys: cooldown of the model, of its key, list of answer times. Ends what is over, and what is not is to
 * be no longer than the shortest one there is. Keeps the answer time as `took:ms of Redis' clock`, newest first.
 * Argument: how long it took in ms.
 */
export const ANSWERED: Script = `${NOW}
for i = 1, 2 do
	local state = redis.call('HMGET', KEYS[i], 'until', 'least')
	if state[1] and num(state[1]) <= now then
		redis.call('DEL', KEYS[i])
	elseif state[1] then
		redis.call('HSET', KEYS[i], 'row', 0, 'until', string.format('%.0f', math.min(num(state[1]), num(state[2]))))
	end
end
redis.call('LPUSH', KEYS[3], ARGV[1] .. ':' .. string.format('%.0f', now))
redis.call('LTRIM', KEYS[3], 0, ${MOST_SAMPLES - 1})
redis.call('PEXPIRE', KEYS[3], ${KEPT_MS})
return 1
`;

/**
 * All that is known of some models, and who may probe: where a breaker's time is over, the first worker to ask has
 * the probe for itself for a moment, so that others do not send one too. Keys: for each model cooldown of the model,
 * of its key, of the model for the router that asks, breaker, answer times. Arguments: worker, ms a claim lasts, then for
 * each model 1 where its answer times are wanted. Gives for each: the three cooldowns as ms ahead (or ''), because, row, ms
 * ahead at least, ms since it was lifted (or ''); the breaker; age in ms and duration of the answers, newest first.
 */
export const LOOK: Script = `${NOW}${BREAKER}
local all = {}
local function cooling(key)
	local state = redis.call('HMGET', key, 'until', 'because', 'row', 'least', 'lifted')
	local lifted = ''
	if state[5] then lifted = string.format('%.0f', now - num(state[5])) end
	if not state[1] then return { '', '', 0, 0, lifted } end
	return { string.format('%.0f', num(state[1]) - now), state[2], num(state[3]), num(state[4]) - now, lifted }
end
for i = 1, #KEYS, 5 do
	local breaker = KEYS[i + 3]
	local state = redis.call('HMGET', breaker, 'open', 'probe', 'by', 'claimed')
	local waits = num(state[2]) <= now or (state[3] == ARGV[1] and state[4] == '1')
	if num(state[1]) > 0 and num(state[1]) <= now and waits then probe(breaker, ARGV[1], ARGV[2], 1) end
	local times = {}
	if ARGV[2 + (i + 4) / 5] == '1' then
		for at, sample in ipairs(redis.call('LRANGE', KEYS[i + 4], 0, -1)) do
			local took, ms = string.match(sample, '^(.+):(%d+)$')
			times[at] = { string.format('%.0f', now - ms), took }
		end
	end
	all[#all + 1] = { cooling(KEYS[i]), cooling(KEYS[i + 1]), cooling(KEYS[i + 2]), stands(breaker, ARGV[1]), times }
end
return all
`;
