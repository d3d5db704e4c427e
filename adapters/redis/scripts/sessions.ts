import type { Script } from '../commands';

/** What a conversation's last turn left: `atMs:text`. Key: of the conversation. */
export const READ_SESSION: Script = `
return redis.call('GET', KEYS[1])
`;

/** Arguments: epoch ms of the turn, text, for how many ms. What is newer stays. */
export const WRITE_SESSION: Script = `
local atMs = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+):')
if atMs and tonumber(atMs) > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], 'PX', ARGV[3])
return 1
`;
