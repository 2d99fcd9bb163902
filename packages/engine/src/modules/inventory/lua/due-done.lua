-- Puts a SKU that was taken back to when its next hold ends, or forgets it. Who noted an earlier end meanwhile is heeded.
--
-- Keys:    1 when to look at which SKU (sorted set, by ms)
-- Args:    1 the SKU   2 the end by which it was taken   3 ms until its next hold ends, or '' when it has none
-- Replies: 1 forgotten | 0 not
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
local mine = known and tonumber(known) == tonumber(ARGV[2])
if ARGV[3] == '' then
  return mine and redis.call('ZREM', KEYS[1], ARGV[1]) or 0
end
local clock = redis.call('TIME')
local at = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000) + tonumber(ARGV[3]))
if mine then
  redis.call('ZADD', KEYS[1], at, ARGV[1])
else
  redis.call('ZADD', KEYS[1], 'LT', at, ARGV[1])
end
return 0
