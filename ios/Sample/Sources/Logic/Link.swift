import Foundation

/// A Universal Link that led here. Its path tells which of two kinds it is; what is in it, the core
/// looks at.
enum Link: Equatable, Sendable {
    /// A hint that a request waits: `/request`.
    case hint(String)
    /// The bank's offer to add this phone: `/enrol`.
    case offer(String)

    /// `nil` if it leads nowhere here.
    init?(_ link: String) {
        switch URLComponents(string: link)?.path {
        case "/request": self = .hint(link)
        case "/enrol": self = .offer(link)
        default: return nil
        }
    }
}
