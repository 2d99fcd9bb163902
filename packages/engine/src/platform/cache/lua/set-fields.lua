-- Replaces fields of a value that is there; its time to live stays. Without the look in the same step, a value that
-- expired meanwhile would rise again with these fields alone.
--
-- Keys:    1 the value   2 the lease, which ends: who loads meanwhile may have the old fields
-- Args:    1 the command that sets a field (key, field, text)   2 the one that removes it (key, field)
--          3 the number of the next, which are the command that reads the value's head, without its key
--          then, for each field: its name or path, and its JSON or '' to remove it
-- Replies: 1 replaced | 0 no value is there
redis.call('DEL', KEYS[2])
local fields_at = 4 + tonumber(ARGV[3])
local head = redis.pcall(ARGV[4], KEYS[1], unpack(ARGV, 5, fields_at - 1))
if type(head) ~= 'string' or string.match(head, '([vnx]) %d+ %d+ %x+') ~= 'v' then
  return 0
end
for i = fields_at, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call(ARGV[2], KEYS[1], ARGV[i])
  else
    redis.call(ARGV[1], KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
return 1
