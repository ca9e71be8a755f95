/// Tells nothing of what it holds when it is printed, logged or shown by a debugger. Swift would
/// otherwise print every property of a structure: names, accounts, amounts and tokens.
public protocol Discreet:
    CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{}

extension Discreet {
    /// The name of the type, and nothing else.
    public var description: String { String(describing: Self.self) }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
