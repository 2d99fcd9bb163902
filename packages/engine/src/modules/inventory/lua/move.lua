-- Moves what one cart holds of a SKU to another cart, where both are one shopper's. What is pinned stays.
--
-- Keys:    1 to 3 as in holds.lua
-- Args:    1 from   2 to   3 the id of a hold that is new   4 units at most; more are given back
-- Replies: {units that the other cart holds now, their end (ms)} | {} when nothing was moved
local from, to = hold_of(ARGV[1]), hold_of(ARGV[2])
if not from or from.pinned or (to and to.pinned) then
  return {}
end
local ends_at = redis.call('ZSCORE', ends, ARGV[1])
drop(ARGV[1], from)
local before = to and to.units or 0
if to then
  ends_at = math.max(ends_at, redis.call('ZSCORE', ends, ARGV[2]))
end
to = to or { id = ARGV[3], pinned = false }
to.units = math.min(before + from.units, tonumber(ARGV[4]))
put(ARGV[2], to, ends_at)
add_to_held(to.units - before)
return { to.units, text(ends_at) }
