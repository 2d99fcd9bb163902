-- Makes a pinned hold an ordinary one again, because its checkout has come to nothing.
--
-- Keys:    1 to 3 as in holds.lua
-- Args:    1 the cart   2 the hold's id   3 ms until it ends
-- Replies: its end (ms), or '' when there is no such hold
local hold = hold_of(ARGV[1])
if not hold or hold.id ~= ARGV[2] then
  return ''
end
hold.pinned = false
local ends_at = now + tonumber(ARGV[3])
put(ARGV[1], hold, ends_at)
return text(ends_at)
