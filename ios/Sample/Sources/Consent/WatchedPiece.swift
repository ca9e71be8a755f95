import SwiftUI

extension View {
    /// Tells the model when the edges of this piece are on the screen.
    func watched(_ piece: Int) -> some View {
        modifier(WatchedPiece(piece: piece))
    }
}

extension EnvironmentValues {
    /// How much of the consent can be seen at once, in points; zero while that is not known.
    var visibleHeight: Double {
        get { self[VisibleHeightKey.self] }
        set { self[VisibleHeightKey.self] = newValue }
    }
}

/// The name of the space in which pieces are watched: that of the scroll view.
enum ReadingSpace {
    static let name = "reading"
}

private struct VisibleHeightKey: EnvironmentKey {
    static var defaultValue: Double { 0 }
}

private struct WatchedPiece: ViewModifier {
    let piece: Int

    @EnvironmentObject private var model: ConsentModel
    @Environment(\.visibleHeight) private var visibleHeight
    @Environment(\.scenePhase) private var phase

    func body(content: Content) -> some View {
        content
            .background {
                GeometryReader { geometry in
                    let now = place(of: geometry)
                    Color.clear
                        .onAppear { tell(now) }
                        .onChange(of: now) { tell($0) }
                }
            }
            .id(piece)
    }

    private func place(of geometry: GeometryProxy) -> Place {
        let frame = geometry.frame(in: .named(ReadingSpace.name))
        return Place(
            top: frame.minY,
            bottom: frame.maxY,
            height: visibleHeight,
            isLookedAt: phase == .active
        )
    }

    private func tell(_ place: Place) {
        guard place.isLookedAt, place.height > 0 else { return }
        let edges = SeenPieces.edges(from: place.top, to: place.bottom, ofScreen: place.height)
        for edge in edges { model.saw(edge, of: piece) }
    }

    private struct Place: Equatable {
        var top: Double
        var bottom: Double
        var height: Double
        var isLookedAt: Bool
    }
}
