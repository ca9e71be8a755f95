// An app imports `Countersign` and has the protocols and data with it. They are a module of their
// own so that a fake, and the tests of an app's screens, link no native library.
@_exported import CountersignAPI
