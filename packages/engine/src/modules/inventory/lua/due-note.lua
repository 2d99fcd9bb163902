-- Notes that holds of a SKU may end so long from now. To be run after they were taken: a sweep that has just found none
-- looks once more after it has forgotten the SKU.
--
-- Keys:    1 when to look at which SKU (sorted set, by ms)
-- Args:    1 ms from now   then the SKUs
-- Replies: how many SKUs are new
local clock = redis.call('TIME')
local at = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000) + tonumber(ARGV[1]))
local new = 0
for i = 2, #ARGV do
  new = new + redis.call('ZADD', KEYS[1], 'LT', at, ARGV[i])
end
return new
