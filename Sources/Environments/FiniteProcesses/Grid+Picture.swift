internal import Foundation
public import LinearAlgebra

/// Pictures of a grid, in which each cell is a square of side 1 and the first row is on top.
extension Grid {
  /// The middle of a cell.
  public func middle(row: Int, column: Int) -> Picture.Point {
    Picture.Point(Double(column) + 0.5, Double(rows - row) - 0.5)
  }

  /// The middle of a state's cell.
  public func middle(of state: Int) -> Picture.Point {
    let (row, column) = cell(of: state)
    return middle(row: row, column: column)
  }

  /// The walls and, over what `paint` adds, the lines between cells.
  func picture(_ paint: (inout Picture) -> Void = { _ in }) -> Picture {
    let (width, height) = (Double(columns), Double(rows))
    var picture = Picture(low: .init(0, 0), high: .init(width, height))
    paint(&picture)
    for row in 0..<rows {
      for column in 0..<columns where state(row: row, column: column) == nil {
        picture.addSquare(around: middle(row: row, column: column), .ground)
      }
    }
    for row in 0...rows {
      picture.add(.line([.init(0, Double(row)), .init(width, Double(row))], width: 0.02), .guide)
    }
    for column in 0...columns {
      picture.add(
        .line([.init(Double(column), 0), .init(Double(column), height)], width: 0.02), .guide)
    }
    return picture
  }

  /// A number for each state as a heat map from the least to the greatest, with the choices of a policy as
  /// arrows.
  ///
  /// - Parameters:
  ///   - values: A number for each state, such as V(s).
  ///   - policy: π(a | s), [S × A]. Each action that is as probable as the most probable one is an arrow, to
  ///     stay is a dot; none where all actions are equally probable.
  ///   - moves: The move that each action stands for.
  /// - Precondition: A value for each state, and a row of the policy, with a move for each column.
  public func picture(
    ofValues values: [Double], policy: Matrix<Double>? = nil,
    moves: [Move] = [.up, .right, .down, .left]
  ) -> Picture {
    precondition(
      values.count == stateCount, "\(values.count) values do not fit \(stateCount) states.")
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let range = high - low
    var picture = picture { picture in
      for state in 0..<stateCount {
        let share = range > 0 ? (values[state] - low) / range : 0.5
        picture.addSquare(around: middle(of: state), .scale(share))
      }
    }
    guard let policy else { return picture }
    precondition(
      policy.rows == stateCount && policy.columns == moves.count,
      "A policy of \(policy.rows)×\(policy.columns) does not fit \(stateCount) states and "
        + "\(moves.count) moves.")
    for state in 0..<stateCount {
      let row = (0..<moves.count).map { policy[state, $0] }
      let (least, most) = (row.min() ?? 0, row.max() ?? 0)
      for (action, probability) in row.enumerated()
      where most - least > 1e-9 && most - probability <= 1e-9 {
        picture.addArrow(moves[action], from: middle(of: state))
      }
    }
    return picture
  }

  /// How often each state was visited, from never to most often.
  /// - Parameter counts: A number for each state that is not negative.
  /// - Precondition: As many counts as states.
  public func picture(ofVisits counts: [Double]) -> Picture {
    precondition(
      counts.count == stateCount, "\(counts.count) counts do not fit \(stateCount) states.")
    let most = counts.max() ?? 0
    return picture { picture in
      for state in 0..<stateCount {
        picture.addSquare(
          around: middle(of: state), .scale(most > 0 ? counts[state] / most : 0))
      }
    }
  }
}

extension Picture {
  /// Paints a square cell of side 1.
  mutating func addSquare(around middle: Point, _ ink: Ink) {
    addRectangle(
      from: Point(middle.x - 0.5, middle.y - 0.5), to: Point(middle.x + 0.5, middle.y + 0.5), ink)
  }

  /// Paints an arrow that fills the half of a cell in the direction of `move`, or a dot for none.
  fileprivate mutating func addArrow(_ move: Grid.Move, from middle: Point) {
    let (dx, dy) = (Double(move.offset.column), -Double(move.offset.row))
    if move == .stay { return add(.circle(middle, radius: 0.08), .text) }
    func point(_ along: Double, _ aside: Double) -> Point {
      Point(middle.x + along * dx - aside * dy, middle.y + along * dy + aside * dx)
    }
    add(.line([middle, point(0.3, 0)], width: 0.05), .text)
    add(.polygon([point(0.42, 0), point(0.28, 0.09), point(0.28, -0.09)]), .text)
  }
}
