-- Notes what a shopper's carts hold, within the bounds that keep one shopper from taking everything away. What is noted
-- ends by itself, as holds do; whoever wants no more than before is never refused.
--
-- Keys:    1 what one shopper holds (hash: by '<cart>|<sku>', '<units>|<end in ms>')
-- Args:    1 lines at most   2 units at most   3 units of one SKU at most   4 ms until it ends
--          then, for each line: cart, SKU, and units, 0 for none
-- Replies: 'ok' | 'lines' | 'units' | 'sku', by the first bound that is met; then nothing was noted
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local noted = redis.call('HGETALL', KEYS[1])
local units_of = {}
for i = 1, #noted, 2 do
  local units, ends_at = string.match(noted[i + 1], '^(%d+)|(%d+)$')
  if tonumber(ends_at) > now then
    units_of[noted[i]] = tonumber(units)
  else
    redis.call('HDEL', KEYS[1], noted[i])
  end
end

local more = false
for i = 5, #ARGV, 3 do
  local field, units = ARGV[i] .. '|' .. ARGV[i + 1], tonumber(ARGV[i + 2])
  more = more or units > (units_of[field] or 0)
  units_of[field] = units > 0 and units or nil
end
if more then
  local lines, sum, of_sku = 0, 0, {}
  for field, units in pairs(units_of) do
    local sku = string.match(field, '^[^|]*|(.*)$')
    lines = lines + 1
    sum = sum + units
    of_sku[sku] = (of_sku[sku] or 0) + units
    if of_sku[sku] > tonumber(ARGV[3]) then
      return 'sku'
    end
  end
  if lines > tonumber(ARGV[1]) then
    return 'lines'
  elseif sum > tonumber(ARGV[2]) then
    return 'units'
  end
end

for i = 5, #ARGV, 3 do
  local field = ARGV[i] .. '|' .. ARGV[i + 1]
  if units_of[field] then
    redis.call('HSET', KEYS[1], field, ARGV[i + 2] .. '|' .. string.format('%.0f', now + tonumber(ARGV[4])))
  else
    redis.call('HDEL', KEYS[1], field)
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 'ok'
