import CountersignAPI

/// Which pieces of the screen were on it. A piece counts once its beginning and its end did, not
/// necessarily at once: with large text it may be taller than the screen.
struct SeenPieces: Equatable {
    enum Edge: Hashable {
        case beginning, end
    }

    /// Of what must be inside for an edge to count, in points.
    private static let margin = 8.0

    private var unseen: [Set<Edge>]

    /// None of `count` pieces yet.
    init(count: Int) {
        unseen = Array(repeating: [.beginning, .end], count: count)
    }

    /// The edges that are on a screen of this height, of a piece that stands there from `top` to
    /// `bottom`. All in points, from the screen's upper edge.
    static func edges(from top: Double, to bottom: Double, ofScreen height: Double) -> Set<Edge> {
        var edges: Set<Edge> = []
        if top >= -1 && top <= height - margin { edges.insert(.beginning) }
        if bottom >= margin && bottom <= height + 1 { edges.insert(.end) }
        return edges
    }

    /// An edge of a piece was on screen. Returns whether the whole piece was, for the first time.
    mutating func saw(_ edge: Edge, of piece: Int) -> Bool {
        guard unseen.indices.contains(piece), unseen[piece].remove(edge) != nil else {
            return false
        }
        return unseen[piece].isEmpty
    }

    /// Whether a piece was on screen.
    func contains(_ piece: Int) -> Bool {
        unseen.indices.contains(piece) && unseen[piece].isEmpty
    }

    /// Whether the beginning of a piece was on screen.
    func hasBegun(_ piece: Int) -> Bool {
        unseen.indices.contains(piece) && !unseen[piece].contains(.beginning)
    }

    /// The first piece that was not on screen yet, from the top.
    var firstUnseen: Int? {
        unseen.indices.first { !contains($0) }
    }
}

extension ConsentLayout {
    /// The parts of the view all of whose pieces were on screen.
    func parts(shownBy seen: SeenPieces) -> Set<ConsentScreen.Part> {
        var shown: Set<ConsentScreen.Part> = []
        var hidden: Set<ConsentScreen.Part> = []
        for (piece, parts) in pieces.enumerated() {
            if seen.contains(piece) { shown.formUnion(parts) } else { hidden.formUnion(parts) }
        }
        return shown.subtracting(hidden)
    }
}
