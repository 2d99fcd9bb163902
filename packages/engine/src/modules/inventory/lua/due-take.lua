-- Takes SKUs whose holds may have ended, for so long that a sweep has looked at them by then; if it dies, another one
-- finds them again after that.
--
-- Keys:    1 when to look at which SKU (sorted set, by ms)
-- Args:    1 SKUs at most   2 ms that they are taken for
-- Replies: {ms until the next one is due or '' for none, the end by which they are taken, then the SKUs}
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local taken_until = string.format('%.0f', now + tonumber(ARGV[2]))
local skus = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'LIMIT', 0, ARGV[1])
local reply = { '', taken_until }
for i, sku in ipairs(skus) do
  redis.call('ZADD', KEYS[1], taken_until, sku)
  reply[i + 2] = sku
end
local next_due = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
if next_due then
  reply[1] = string.format('%.0f', math.max(next_due - now, 0))
end
return reply
