-- The rules of a small game. Run it with
--   luster run -bind ./examples/game examples/game/main.lua

local world = game.World("Midgard")

-- Constructors, operators: a number may stand on either side of a vector.
local east = game.Vec(1, 0)
local north = game.Vec(0, 1)
local home = 3 * east - north * 2
print("home", home, #tostring(home), home == game.Vec(3, -2), -home)

local hero = world:spawn("Ada", home, 40)
local troll = world:spawn("Grom", home + game.Vec(6, 8), 200)
print("spawned", hero, troll, "distance", hero:distance(troll))
print("identity", world:find("Ada") == hero, hero.world == world, #world)

-- Inventories are part of their entity; items have a kind that is a string.
local sword = game.Item.new("sword", "Weapon", 30)
local brew = game.Item.new("brew", game.Kind.Potion)
brew.effect = function(who)
  who:heal(25)
  return who.name .. " drinks the brew"
end
hero.inventory:add(sword)
hero.inventory:add(brew)
for i, item in ipairs(hero.inventory:list()) do
  print("item", i, item, item.kind)
end

-- A hook: it holds the entity, and the entity holds it.
hero.on_hit = function(self, damage)
  local shield = self.data or 0
  print(self.name .. " is hit for " .. damage .. ", shield " .. shield)
  if shield > 0 then
    self.data = 0
    return damage - math.min(shield, damage)
  end
end
hero.data = 15
print("damage", hero:damage(10), hero:damage(10), hero)

-- A fight as a coroutine: the hook yields in the middle of Go's Damage.
troll.on_hit = function(self, damage)
  local bonus = coroutine.yield(self.name, damage)
  return damage + bonus
end
local fight = coroutine.create(function()
  local total = 0
  while troll.alive do
    total = total + troll:damage(hero.inventory:get("sword").power)
  end
  return "won", total
end)
local bonus, round = 0, 0
while true do
  local ok, a, b = coroutine.resume(fight, bonus)
  assert(ok, a)
  if coroutine.status(fight) == "dead" then
    print("fight", a, b, "after", round, "rounds")
    break
  end
  round, bonus = round + 1, round * 10
end
print("left", #world, troll.alive, troll.world)

-- A callback that Go calls for each entity; it may yield as well.
hero.velocity = game.Vec(1, 1) * 0.5
world:spawn("Rat")
for _ = 1, 3 do world:step() end
local names = {}
world:each(function(e)
  names[#names + 1] = e.name .. tostring(e.pos)
  return true
end)
print("turn", world.turn, table.concat(names, " "))

-- What goes wrong is an error that names everything.
local function try(f, ...)
  local ok, err = pcall(f, ...)
  print(ok and "no error?" or (err:gsub("^.-:%d+: ", "")))
end
try(hero.damage, hero, 300)
try(hero.heal, hero, 1.5)
try(hero.heal, hero, "x")
try(troll.damage, troll, 1)
try(function() hero.name = "Eve" end)
try(function() return hero.helth end)
try(function() hero.velocity = 3 end)
try(game.Item.new, "lute", "Instrument")
try(game.Item.new, "", "Potion")
try(hero.inventory.add, hero.inventory, nil)

print(brew.effect(hero), hero)

-- Give the fighters up: nothing but garbage remains of them.
hero.target = troll
troll.target = hero
