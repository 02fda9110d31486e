-- Asks the questions in turn and compares each answer, byte for byte, with those that are right. For one connection a
-- thread, so that an answer belongs to the question asked last. Its findings are lines that begin with "soak".
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long seconds, microseconds; } moment; int gettimeofday(moment *now, void *zone); ]]

local threads = {}

local function now()
  local moment = ffi.new("moment")
  ffi.C.gettimeofday(moment, nil)
  return string.format("%.3f", tonumber(moment.seconds) + tonumber(moment.microseconds) / 1e6)
end

function setup(thread)
  thread:set("place", #threads)
  table.insert(threads, thread)
end

function init(args)
  questions = dofile(args[1])
  for _, each in ipairs(questions) do
    each.request = wrk.format(each.method, each.path, each.headers, each.body)
  end
  answers, waiting, found = 0, false, ""
end

function request()
  if waiting and answers > 0 then -- the connection was lost; wrk itself makes one request that it never sends
    found = found .. "soak lost " .. now() .. "\n"
  end
  place = place % #questions + 1
  waiting = true
  return questions[place].request
end

function response(status, _, body)
  waiting = false
  answers = answers + 1
  if status ~= 200 then
    found = found .. "soak status " .. status .. "\n"
  elseif not questions[place].right[body] then
    found = found .. "soak wrong " .. place .. "\n"
  end
end

function done(summary)
  for _, thread in ipairs(threads) do
    io.write(thread:get("found"), "soak answers ", thread:get("answers"), "\n")
  end
  io.write("soak timeouts ", summary.errors.timeout, "\nsoak refused ", summary.errors.connect, "\n")
end
