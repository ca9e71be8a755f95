import SwiftUI
import VisionKit

/// Looks for one QR code: with VisionKit where the phone has it, which also points at the code, and
/// with the plain camera elsewhere.
struct CodeScanner: View {
    let found: @MainActor (String) -> Void

    var body: some View {
        if DataScannerViewController.isSupported && DataScannerViewController.isAvailable {
            VisionScanner(found: found)
        } else {
            CameraScanner(found: found)
        }
    }
}

private struct VisionScanner: UIViewControllerRepresentable {
    let found: @MainActor (String) -> Void

    func makeCoordinator() -> Coordinator { Coordinator(found: found) }

    func makeUIViewController(context: Context) -> DataScannerViewController {
        let scanner = DataScannerViewController(
            recognizedDataTypes: [.barcode(symbologies: [.qr])],
            isHighlightingEnabled: true
        )
        scanner.delegate = context.coordinator
        return scanner
    }

    func updateUIViewController(_ scanner: DataScannerViewController, context: Context) {
        // Throws only where there is no camera to use: nothing is found then, and one can leave.
        try? scanner.startScanning()
    }

    static func dismantleUIViewController(
        _ scanner: DataScannerViewController,
        coordinator: Coordinator
    ) {
        scanner.stopScanning()
    }

    @MainActor
    final class Coordinator: NSObject, DataScannerViewControllerDelegate {
        private let found: @MainActor (String) -> Void
        private var isDone = false

        init(found: @escaping @MainActor (String) -> Void) {
            self.found = found
        }

        func dataScanner(
            _ scanner: DataScannerViewController,
            didAdd added: [RecognizedItem],
            allItems: [RecognizedItem]
        ) {
            let codes = added.compactMap { item -> String? in
                guard case .barcode(let code) = item else { return nil }
                return code.payloadStringValue
            }
            guard !isDone, let code = codes.first else { return }
            isDone = true
            found(code)
        }
    }
}
