import CountersignAPI
import XCTest

@testable import Sample

/// What counts as having been on the screen.
final class SeenPiecesTests: XCTestCase {
    func testAPieceOnTheScreenShowsBothItsEdges() {
        let edges = SeenPieces.edges(from: 100, to: 140, ofScreen: 400)

        XCTAssertEqual(edges, [.beginning, .end])
    }

    func testAPieceBelowOrAboveTheScreenShowsNone() {
        let below = SeenPieces.edges(from: 400, to: 440, ofScreen: 400)
        let above = SeenPieces.edges(from: -60, to: -20, ofScreen: 400)

        XCTAssertEqual(below, [])
        XCTAssertEqual(above, [])
    }

    func testAPieceThatIsCutOffShowsOneEdge() {
        let top = SeenPieces.edges(from: -20, to: 20, ofScreen: 400)
        let bottom = SeenPieces.edges(from: 380, to: 420, ofScreen: 400)

        XCTAssertEqual(top, [.end])
        XCTAssertEqual(bottom, [.beginning])
    }

    func testAPieceTallerThanTheScreenCountsOnceBothItsEdgesWereThere() {
        var seen = SeenPieces(count: 1)

        let afterTheFirst = seen.saw(.beginning, of: 0)
        let afterTheSecond = seen.saw(.end, of: 0)
        let afterwards = seen.saw(.end, of: 0)

        XCTAssertEqual([afterTheFirst, afterTheSecond, afterwards], [false, true, false])
        XCTAssertTrue(seen.contains(0))
        XCTAssertNil(seen.firstUnseen)
    }

    func testReadingOnGoesToTheFirstPieceThatWasNotThere() {
        var seen = SeenPieces(count: 3)

        for edge in [SeenPieces.Edge.beginning, .end] { _ = seen.saw(edge, of: 0) }
        _ = seen.saw(.beginning, of: 1)

        XCTAssertEqual(seen.firstUnseen, 1)
        XCTAssertTrue(seen.hasBegun(1))
        XCTAssertFalse(seen.hasBegun(2))
    }

    func testAPartThatStandsInTwoPiecesCountsOnceBothWereThere() {
        let view = Given.view(choices: [Given.choice()])
        let layout = ConsentLayout(of: view, recent: .usual)
        let pieces = layout.pieces.indices.filter { layout.pieces[$0].contains(.choice(0)) }
        var seen = SeenPieces(count: layout.pieces.count)

        for piece in pieces.dropLast() { show(piece, in: &seen) }
        let before = layout.parts(shownBy: seen)
        show(pieces.last ?? -1, in: &seen)
        let after = layout.parts(shownBy: seen)

        XCTAssertEqual(pieces.count, 3)
        XCTAssertFalse(before.contains(.choice(0)))
        XCTAssertTrue(after.contains(.choice(0)))
    }

    private func show(_ piece: Int, in seen: inout SeenPieces) {
        for edge in [SeenPieces.Edge.beginning, .end] { _ = seen.saw(edge, of: piece) }
    }
}
