import CountersignAPI

/// A view in the order of the screen: who, what, warnings, details by prominence, choices, where
/// from, and the rest. Every field stands in it once; nothing is decided here but its place.
struct ConsentLayout: Equatable {
    /// What stands below one another.
    let blocks: [ConsentBlock]

    /// What has to be seen: for each piece of the screen, by its number, the parts of the view that
    /// it shows.
    let pieces: [[ConsentScreen.Part]]

    init(of view: ConsentRequest.View, recent: Recent) {
        var builder = ConsentLayoutBuilder(view: view)
        blocks = builder.blocks(recent: recent)
        pieces = builder.pieces
    }
}

private struct ConsentLayoutBuilder {
    let view: ConsentRequest.View
    private(set) var pieces: [[ConsentScreen.Part]] = []

    init(view: ConsentRequest.View) {
        self.view = view
    }

    mutating func blocks(recent: Recent) -> [ConsentBlock] {
        var blocks: [ConsentBlock] = []
        if recent.level != .usual {
            blocks.append(
                .often(
                    lastHour: recent.lastHour,
                    lastDay: recent.lastDay,
                    isAlarming: recent.level == .alarming
                )
            )
        }
        blocks.append(.asker(asker()))
        blocks.append(.asked(subject()))
        if !view.warnings.isEmpty { blocks.append(.warnings(warnings())) }
        blocks += groups()
        for place in view.choices.indices {
            blocks.append(.accounts(accounts(ofChoice: place)))
        }
        if let digits = view.numberDigits {
            let asked = placed(inSections: { $0 == "number_entry" }).filter { $0.isNamed("digits") }
            blocks.append(.number(digits: digits, piece: piece(asked.map(\.part))))
        }
        let origin = placed(inSections: { $0 == "context" || $0 == "request" })
        blocks.append(
            .origin(requestedAt: view.requestedAt, rows: rows(origin.filter { !$0.isFurther }))
        )
        // Whatever has found no place until here: nothing is left out, whatever it is.
        let shown = Set(pieces.flatMap { $0 })
        let further = placed(inSections: { _ in true }).filter { !shown.contains($0.part) }
        if !further.isEmpty {
            blocks.append(.further(further.map { row($0, partOf: $0.sectionTitle) }))
        }
        return blocks
    }

    private mutating func asker() -> ConsentAsker {
        let fields = placed(inSections: { $0 == "client" }).filter { !$0.isFurther }
        let name = fields.first { $0.isNamed("name") }
        let behalf = fields.first { $0.isNamed("on_behalf_of") }
        let legal = fields.first { $0.isNamed("legal_name") }
        let named = [name, behalf, legal].compactMap { $0?.part }
        return ConsentAsker(
            name: name.map { row($0) },
            onBehalfOf: behalf.map { row($0) },
            legalName: legal.map { row($0) },
            others: rows(fields.filter { !named.contains($0.part) })
        )
    }

    private mutating func subject() -> ConsentSubject {
        let large = onlyDetail.map { key in
            placed(inSections: { $0 == key }).filter { $0.isLarge && $0.part != heroPart }
        }
        let titlePiece = piece([.title])
        let amount = view.amount.map { text in
            ConsentAmount(text: text, piece: piece(heroPart.map { [$0] } ?? []))
        }
        return ConsentSubject(
            title: view.title,
            titlePiece: titlePiece,
            amount: amount,
            rows: rows(large ?? [])
        )
    }

    private mutating func warnings() -> [ConsentRow] {
        view.warnings.enumerated().map { place, warning in
            ConsentRow(piece: piece([.warning(place)]), label: "", text: warning.text)
        }
    }

    private mutating func groups() -> [ConsentBlock] {
        view.sections.filter { !hasBlockOfItsOwn($0.key) }.compactMap { section in
            let fields = placed(inSections: { $0 == section.key })
            let large = fields.filter { $0.isLarge && $0.part != heroPart }
            let plain = fields.filter { !$0.isLarge && !$0.isFurther }
            let shown = section.key == onlyDetail ? plain : large + plain
            return shown.isEmpty ? nil : .group(title: section.title, rows: rows(shown))
        }
    }

    /// The accounts as the view words them: a label with unusual spaces shows them.
    private mutating func accounts(ofChoice place: Int) -> ConsentAccounts {
        let choice = view.choices[place]
        let titlePiece = piece([.choice(place)])
        let accounts = choice.accounts.enumerated().map { index, offer in
            let fields = placed(inSections: { $0 == "accounts/\(index)" }).filter { field in
                ["label", "identification", "currency"].contains { field.isNamed($0) }
            }
            let text = { (name: String) in fields.first { $0.isNamed(name) }?.field.text }
            return ConsentAccounts.Account(
                id: offer.id,
                label: text("label") ?? offer.label,
                number: text("identification") ?? offer.identification,
                currency: text("currency") ?? offer.currency,
                warnings: fields.flatMap(\.field.warnings).map(\.text),
                piece: piece([.choice(place)] + fields.map(\.part))
            )
        }
        return ConsentAccounts(choice: choice, titlePiece: titlePiece, accounts: accounts)
    }

    // MARK: Where a field has its place

    /// The key of the detail that the sentence is about, if it is about one.
    private var onlyDetail: String? {
        let details = view.sections.filter { $0.key.hasPrefix("authorization_details/") }
        return details.count == 1 ? details[0].key : nil
    }

    /// The field whose amount stands in large type already. One with a warning is said again.
    private var heroPart: ConsentScreen.Part? {
        placed(inSections: { $0.hasPrefix("authorization_details/") }).first { placed in
            placed.field.kind == .amount && placed.field.text == view.amount
                && placed.field.warnings.isEmpty
        }?.part
    }

    /// The accounts are shown where they are chosen, and the digits where they are typed.
    private func hasBlockOfItsOwn(_ section: String) -> Bool {
        if ["client", "context", "request"].contains(section) { return true }
        if section == "number_entry" { return view.numberDigits != nil }
        let offered = view.choices.map(\.accounts.count).max() ?? 0
        return (0..<offered).contains { section == "accounts/\($0)" }
    }

    // MARK: Rows

    private func placed(inSections wanted: (String) -> Bool) -> [PlacedField] {
        view.sections.enumerated().filter { wanted($0.element.key) }.flatMap { place, section in
            section.fields.enumerated().map { index, field in
                PlacedField(
                    part: .field(section: place, field: index),
                    field: field,
                    sectionTitle: section.title
                )
            }
        }
    }

    private mutating func rows(_ fields: [PlacedField]) -> [ConsentRow] {
        var above: PlacedField?
        return fields.map { field in
            let continues = field.isGranted && above?.field.label == field.field.label
            above = field
            return row(field, continues: continues)
        }
    }

    private mutating func row(
        _ placed: PlacedField,
        partOf: String? = nil,
        continues: Bool = false
    ) -> ConsentRow {
        let field = placed.field
        return ConsentRow(
            piece: piece([placed.part]),
            label: field.label,
            text: field.text,
            size: placed.isLarge ? .large : placed.isFurther ? .small : .plain,
            kind: field.kind,
            isLeftToRight: field.direction == .leftToRight,
            isClientWords: field.clientWords,
            isGranted: placed.isGranted,
            continues: continues,
            partOf: partOf,
            warnings: field.warnings.map(\.text)
        )
    }

    private mutating func piece(_ parts: [ConsentScreen.Part]) -> Int {
        pieces.append(parts)
        return pieces.count - 1
    }
}

/// A field, and which part of the view it is.
private struct PlacedField {
    let part: ConsentScreen.Part
    let field: ConsentRequest.Field
    let sectionTitle: String

    var isLarge: Bool { field.prominence <= 1 }
    var isFurther: Bool { field.prominence >= 3 }

    /// Not what kind of thing it is, and nothing to beware of.
    var isGranted: Bool {
        field.kind == .permission && !isNamed("type") && field.warnings.isEmpty
    }

    func isNamed(_ name: String) -> Bool { field.key == name || field.key == "/" + name }
}
