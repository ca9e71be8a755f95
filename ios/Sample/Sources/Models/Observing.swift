#if !canImport(Combine)
// The models are observed by SwiftUI, through Combine. Where there is neither, as where only the
// tests run, nobody observes them.
protocol ObservableObject: AnyObject {}

@propertyWrapper
struct Published<Value> {
    var wrappedValue: Value
}
#endif
