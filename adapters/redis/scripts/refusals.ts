import type { Script } from '../commands';

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- What is kept of a field: its value and until when, in ms of Redis' clock. Nothing where that is over.
local function entry(field)
	local value, untilMs = string.match(redis.call('HGET', KEYS[1], field) or '', '^(%d+):(%d+)$')
	if value and tonumber(untilMs) > now then return tonumber(value), tonumber(untilMs) end
end
`;

/** Something a model refused. Key: hash of the model; arguments: field, value, for how many ms. The least value counts. */
export const LEARN: Script = `${NOW}
local known = entry(ARGV[1])
local value = tonumber(ARGV[2])
if known and known < value then value = known end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f:%.0f', value, now + ARGV[3]))
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1
`;

/** A larger request went through. Arguments: field, and below which value it is forgotten. */
export const FORGET: Script = `${NOW}
local known = entry(ARGV[1])
if known and known < tonumber(ARGV[2]) then return redis.call('HDEL', KEYS[1], ARGV[1]) end
return 0
`;

/** All that is known of some models: for each key fields with value and how many ms they are kept yet. */
export const KNOWN: Script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all = {}
for i = 1, #KEYS do
	local found = {}
	local pairs = redis.call('HGETALL', KEYS[i])
	for at = 1, #pairs, 2 do
		local value, untilMs = string.match(pairs[at + 1], '^(%d+):(%d+)$')
		if value and tonumber(untilMs) > now then found[#found + 1] = { pairs[at], value, string.format('%.0f', untilMs - now) } end
	end
	all[i] = found
end
return all
`;
