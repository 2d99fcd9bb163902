-- Writes what the change stream says, unless a later version is there: a replay changes nothing. The same version
-- is written again. Versions are hexadecimal numbers: the longer is the greater, of equally long ones the later in
-- order of text.
--
-- Keys:    1 the value   2 the lease, which ends: who loads meanwhile may have an older value
-- Args:    1 the version, without leading zeros   2 ms to live, '0' for ever
--          3 the number of the next, which are the command that reads the value's head, without its key
--          then the command that writes the value, without its key
-- Replies: 'stored' | 'older'
local write_at = 4 + tonumber(ARGV[3])
-- A value of another type (the codec was changed) has no head.
local head = redis.pcall(ARGV[4], KEYS[1], unpack(ARGV, 5, write_at - 1))
if type(head) == 'string' then
  local there = string.match(head, '[vnx] %d+ %d+ (%x+)')
  if there and (#there > #ARGV[1] or (#there == #ARGV[1] and there > ARGV[1])) then
    return 'older'
  end
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call(ARGV[write_at], KEYS[1], unpack(ARGV, write_at + 1))
if ARGV[2] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 'stored'
