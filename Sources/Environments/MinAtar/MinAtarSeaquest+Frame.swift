internal import LinearAlgebra

// A frame: arrivals, the move, bullets, divers, enemy submarines, their bullets, fish, air.
extension MinAtarSeaquest {
  @inline(__always)
  package mutating func play(_ action: Int, using chance: inout some MinAtarChance) -> Step {
    let move = control.move(for: action, using: &chance)
    if boat.enemyTimer == 0 {
      spawnEnemy(using: &chance)
      boat.enemyTimer = boat.enemyInterval
    }
    if boat.diverTimer == 0 {
      spawnDiver(using: &chance)
      boat.diverTimer = 30
    }
    apply(move)
    var step = Step(reward: 0, status: .running)
    moveBullets(&step)
    moveDivers()
    moveEnemies(&step)
    moveEnemyBullets(&step)
    moveFish(&step)
    breathe(&step)
    return step
  }

  @inline(__always)
  private mutating func apply(_ move: MinAtarMove) {
    switch move {
    case .none: break
    case .left:
      boat.x = max(0, boat.x - 1)
      boat.facesRight = false
    case .right:
      boat.x = min(9, boat.x + 1)
      boat.facesRight = true
    case .up: boat.y = max(0, boat.y - 1)
    case .down: boat.y = min(8, boat.y + 1)
    case .fire:
      guard boat.shotTimer == 0 else { return }
      bullets.append(MinAtarSwimmer(x: boat.x, y: boat.y, goesRight: boat.facesRight))
      boat.shotTimer = 5
    }
  }

  /// An enemy in a random row, unless one comes the other way there.
  private mutating func spawnEnemy(using chance: inout some MinAtarChance) {
    let fromLeft = chance.happens(1 / 2.0)
    let shoots = chance.happens(1 / 3.0)
    let y = Int8(1 + chance.choice(among: 8))
    func blocks(_ other: MinAtarSwimmer) -> Bool { other.y == y && other.goesRight != fromLeft }
    guard enemies.firstIndex(where: blocks) == nil, fish.firstIndex(where: blocks) == nil else {
      return
    }
    var enemy = MinAtarSwimmer(
      x: fromLeft ? 0 : 9, y: y, goesRight: fromLeft, timer: boat.moveInterval)
    if shoots {
      enemy.shotTimer = 10
      enemies.append(enemy)
    } else {
      fish.append(enemy)
    }
  }

  private mutating func spawnDiver(using chance: inout some MinAtarChance) {
    let fromLeft = chance.happens(1 / 2.0)
    let y = Int8(1 + chance.choice(among: 8))
    divers.append(MinAtarSwimmer(x: fromLeft ? 0 : 9, y: y, goesRight: fromLeft, timer: 5))
  }

  /// The player's bullets, each of which takes the first fish, or else the first submarine, that it meets.
  @inline(__always)
  private mutating func moveBullets(_ step: inout Step) {
    var i = bullets.count - 1
    while i >= 0 && i < bullets.count {
      bullets[i].advance()
      let bullet = bullets[i]
      if bullet.isOutside {
        bullets.removeFirst(equalTo: bullet)
      } else if let hit = fish.firstIndex(where: { $0.isAt(bullet.x, bullet.y) }) {
        fish.remove(at: hit)
        bullets.removeFirst(equalTo: bullet)
        step.reward += 1
      } else if let hit = enemies.firstIndex(where: { $0.isAt(bullet.x, bullet.y) }) {
        enemies.remove(at: hit)
        bullets.removeFirst(equalTo: bullet)
        step.reward += 1
      }
      i -= 1
    }
  }

  /// Divers, of whom up to six come on board where the submarine is.
  @inline(__always)
  private mutating func moveDivers() {
    var i = divers.count - 1
    while i >= 0 && i < divers.count {
      if boards(divers[i]) {
        boat.divers += 1
        divers.removeFirst(equalTo: divers[i])
      } else if divers[i].timer == 0 {
        divers[i].timer = 5
        divers[i].advance()
        let diver = divers[i]
        if diver.isOutside {
          divers.removeFirst(equalTo: diver)
        } else if boards(diver) {
          boat.divers += 1
          divers.removeFirst(equalTo: diver)
        }
      } else {
        divers[i].timer -= 1
      }
      i -= 1
    }
  }

  @inline(__always)
  private func boards(_ diver: MinAtarSwimmer) -> Bool {
    diver.isAt(boat.x, boat.y) && boat.divers < 6
  }

  /// Enemy submarines. One that has just left or was shot still shoots if it is time.
  @inline(__always)
  private mutating func moveEnemies(_ step: inout Step) {
    var i = enemies.count - 1
    while i >= 0 && i < enemies.count {
      var enemy = enemies[i]
      // Where it is in the list: if an equal one is removed before it, one further up.
      var position: Int? = i
      if enemy.isAt(boat.x, boat.y) { step.status = .terminated }
      if enemy.timer == 0 {
        enemy.timer = boat.moveInterval
        enemy.advance()
        enemies[i] = enemy
        if enemy.isOutside {
          position = enemies.removeFirst(equalTo: enemy) == i ? nil : i - 1
        } else if enemy.isAt(boat.x, boat.y) {
          step.status = .terminated
        } else if let hit = bullets.firstIndex(where: { $0.isAt(enemy.x, enemy.y) }) {
          position = enemies.removeFirst(equalTo: enemy) == i ? nil : i - 1
          bullets.remove(at: hit)
          step.reward += 1
        }
      } else {
        enemy.timer -= 1
      }
      if enemy.shotTimer == 0 {
        enemy.shotTimer = 10
        enemyBullets.append(MinAtarSwimmer(x: enemy.x, y: enemy.y, goesRight: enemy.goesRight))
      } else {
        enemy.shotTimer -= 1
      }
      if let position { enemies[position] = enemy }
      i -= 1
    }
  }

  @inline(__always)
  private mutating func moveEnemyBullets(_ step: inout Step) {
    var i = enemyBullets.count - 1
    while i >= 0 && i < enemyBullets.count {
      if enemyBullets[i].isAt(boat.x, boat.y) { step.status = .terminated }
      enemyBullets[i].advance()
      let bullet = enemyBullets[i]
      if bullet.isOutside {
        enemyBullets.removeFirst(equalTo: bullet)
      } else if bullet.isAt(boat.x, boat.y) {
        step.status = .terminated
      }
      i -= 1
    }
  }

  @inline(__always)
  private mutating func moveFish(_ step: inout Step) {
    var i = fish.count - 1
    while i >= 0 && i < fish.count {
      if fish[i].isAt(boat.x, boat.y) { step.status = .terminated }
      if fish[i].timer == 0 {
        fish[i].timer = boat.moveInterval
        fish[i].advance()
        let one = fish[i]
        if one.isOutside {
          fish.removeFirst(equalTo: one)
        } else if one.isAt(boat.x, boat.y) {
          step.status = .terminated
        } else if let hit = bullets.firstIndex(where: { $0.isAt(one.x, one.y) }) {
          fish.removeFirst(equalTo: one)
          bullets.remove(at: hit)
          step.reward += 1
        }
      } else {
        fish[i].timer -= 1
      }
      i -= 1
    }
  }

  /// The clocks, and the air: used up below the surface, renewed when coming up.
  @inline(__always)
  private mutating func breathe(_ step: inout Step) {
    if boat.enemyTimer > 0 { boat.enemyTimer -= 1 }
    if boat.diverTimer > 0 { boat.diverTimer -= 1 }
    if boat.shotTimer > 0 { boat.shotTimer -= 1 }
    if boat.oxygen <= 0 { step.status = .terminated }
    if boat.y > 0 {
      boat.oxygen -= 1
      boat.isAtSurface = false
    } else if !boat.isAtSurface {
      if boat.divers == 0 {
        step.status = .terminated
      } else {
        step.reward += surface()
      }
    }
  }

  /// Comes up.
  /// - Returns: The reward, for six divers on board.
  private mutating func surface() -> Double {
    boat.isAtSurface = true
    var reward = 0.0
    if boat.divers == 6 {
      boat.divers = 0
      reward = Double(boat.oxygen * 10 / 200)
    }
    boat.oxygen = 200
    boat.divers -= 1
    if rampsDifficulty && (boat.enemyInterval > 1 || boat.moveInterval > 2) {
      if boat.moveInterval > 2 && boat.rampIndex % 2 != 0 { boat.moveInterval -= 1 }
      if boat.enemyInterval > 1 { boat.enemyInterval -= 1 }
      boat.rampIndex += 1
    }
    return reward
  }
}
