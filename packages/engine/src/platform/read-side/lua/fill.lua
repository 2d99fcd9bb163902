-- Writes a document as a snapshot has it. Where the change stream was here first, its fields are newer than the snapshot
-- and stay; those that it has not touched are as they were in the snapshot.
--
-- Keys:    1 the document (hash: `v` its version, `gone` if it was removed, and its fields)
-- Args:    1 version of the snapshot   2 seconds to live, or '' for ever   then, for each field: its name and its value
-- Replies: 1 written whole | 0 completed, or left alone because it was removed since
local known = redis.call('HGET', KEYS[1], 'v')
local newer = known and known >= ARGV[1]
if newer and redis.call('HEXISTS', KEYS[1], 'gone') == 1 then
  return 0
end
if newer then
  for i = 3, #ARGV, 2 do
    redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1])
  end
else
  redis.call('DEL', KEYS[1])
  local fields = { 'v', ARGV[1] }
  for i = 3, #ARGV do
    fields[i] = ARGV[i]
  end
  redis.call('HSET', KEYS[1], unpack(fields))
end
if ARGV[2] ~= '' then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return newer and 0 or 1
