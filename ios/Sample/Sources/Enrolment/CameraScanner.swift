import AVFoundation
import SwiftUI
import UIKit

/// The plain camera, looking for a QR code.
struct CameraScanner: UIViewControllerRepresentable {
    let found: @MainActor (String) -> Void

    func makeUIViewController(context: Context) -> CameraScannerController {
        CameraScannerController(found: found)
    }

    func updateUIViewController(_ controller: CameraScannerController, context: Context) {}
}

final class CameraScannerController: UIViewController {
    private let found: @MainActor (String) -> Void
    private let camera = Camera()
    private lazy var preview = AVCaptureVideoPreviewLayer(session: camera.session)
    private var isDone = false

    init(found: @escaping @MainActor (String) -> Void) {
        self.found = found
        super.init(nibName: nil, bundle: nil)
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) {
        fatalError("not made from a storyboard")
    }

    override func viewDidLoad() {
        super.viewDidLoad()
        view.backgroundColor = .black
        preview.videoGravity = .resizeAspectFill
        view.layer.addSublayer(preview)
    }

    override func viewDidLayoutSubviews() {
        super.viewDidLayoutSubviews()
        preview.frame = view.bounds
    }

    override func viewDidAppear(_ animated: Bool) {
        super.viewDidAppear(animated)
        camera.start { [weak self] code in
            Task { @MainActor [weak self] in self?.saw(code) }
        }
    }

    override func viewWillDisappear(_ animated: Bool) {
        super.viewWillDisappear(animated)
        camera.stop()
    }

    private func saw(_ code: String) {
        guard !isDone else { return }
        isDone = true
        found(code)
    }
}

/// The capture session. It is set up, started and stopped on a queue of its own, for that blocks.
private final class Camera: NSObject, AVCaptureMetadataOutputObjectsDelegate, @unchecked Sendable {
    let session = AVCaptureSession()

    // Everything below is used on this queue only.
    private let queue = DispatchQueue(label: "camera")
    private var tell: (@Sendable (String) -> Void)?

    func start(tell: @escaping @Sendable (String) -> Void) {
        queue.async {
            self.tell = tell
            if self.session.inputs.isEmpty { self.setUp() }
            self.session.startRunning()
        }
    }

    func stop() {
        queue.async {
            self.tell = nil
            self.session.stopRunning()
        }
    }

    private func setUp() {
        let output = AVCaptureMetadataOutput()
        guard let device = AVCaptureDevice.default(for: .video),
            let input = try? AVCaptureDeviceInput(device: device),
            session.canAddInput(input), session.canAddOutput(output)
        else { return }
        session.addInput(input)
        session.addOutput(output)
        output.setMetadataObjectsDelegate(self, queue: queue)
        if output.availableMetadataObjectTypes.contains(.qr) { output.metadataObjectTypes = [.qr] }
    }

    func metadataOutput(
        _ output: AVCaptureMetadataOutput,
        didOutput objects: [AVMetadataObject],
        from connection: AVCaptureConnection
    ) {
        let codes = objects.compactMap { ($0 as? AVMetadataMachineReadableCodeObject)?.stringValue }
        if let code = codes.first { tell?(code) }
    }
}
