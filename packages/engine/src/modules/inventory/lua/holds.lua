-- What the scripts of a SKU's holds share; it stands before each of them. Time is Redis' own, so that processes whose
-- clocks differ agree on what has expired.
--
-- Keys:    1 the stock (hash: `onHand`, `allocated`, `setAside` by the projector, `held` by these scripts)
--          2 the holds (hash: by cart, '<hold id>|<units>|<1 if pinned, else 0>')
--          3 their ends (sorted set: carts, by ms)
-- Args:    of the script that follows
-- Replies: of the script that follows
local stock, holds, ends = KEYS[1], KEYS[2], KEYS[3]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- As a whole number: Lua's own way loses digits of a time in ms.
local function text(number)
  return string.format('%.0f', number)
end

local function hold_of(cart)
  local found = redis.call('HGET', holds, cart)
  if not found then
    return nil
  end
  local id, units, pinned = string.match(found, '^([^|]*)|(%d+)|([01])$')
  return { id = id, units = tonumber(units), pinned = pinned == '1' }
end

-- `held` is always the sum of the holds.
local function add_to_held(units)
  if units ~= 0 and redis.call('HINCRBY', stock, 'held', units) <= 0 then
    redis.call('HDEL', stock, 'held')
  end
end

local function put(cart, hold, ends_at)
  local pinned = hold.pinned and '1' or '0'
  redis.call('HSET', holds, cart, hold.id .. '|' .. text(hold.units) .. '|' .. pinned)
  redis.call('ZADD', ends, text(ends_at), cart)
end

local function drop(cart, hold)
  redis.call('HDEL', holds, cart)
  redis.call('ZREM', ends, cart)
  add_to_held(-hold.units)
end

-- Gives back at most `limit` holds that have expired; of those that are pinned only PostgreSQL knows what became.
local function end_expired(limit)
  local ended, overdue = 0, {}
  for _, cart in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', text(now), 'LIMIT', 0, limit)) do
    local hold = hold_of(cart)
    if hold.pinned then
      overdue[#overdue + 1] = cart
    else
      drop(cart, hold)
      ended = ended + 1
    end
  end
  return ended, overdue
end
