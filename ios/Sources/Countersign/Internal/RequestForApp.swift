import CountersignAPI
internal import CountersignFFI

extension CountersignFFI.ConsentRequest {
    var forApp: CountersignAPI.ConsentRequest {
        CountersignAPI.ConsentRequest(
            request: request,
            enrolment: enrolment,
            expiresAt: moment(expiresAt),
            requestHash: requestHash,
            recent: recent.forApp,
            reading: reading.forApp
        )
    }
}

extension CountersignFFI.Reading {
    fileprivate var forApp: CountersignAPI.ConsentRequest.Reading {
        switch self {
        case .shown(let view):
            .shown(view.forApp)
        case .notShown(let problem):
            .notShown(
                CountersignAPI.ConsentRequest.Problem(text: problem.text, section: problem.section)
            )
        }
    }
}

extension CountersignFFI.View {
    fileprivate var forApp: CountersignAPI.ConsentRequest.View {
        CountersignAPI.ConsentRequest.View(
            locale: locale,
            rightToLeft: rightToLeft,
            timeZone: timeZone,
            title: title,
            amount: amount,
            warnings: warnings.map { $0.forApp },
            sections: sections.map { $0.forApp },
            choices: choices.map { $0.forApp },
            numberDigits: numberDigits.map { digits in Int(digits) },
            requestedAt: moment(requestedAt),
            expiresAt: moment(expiresAt)
        )
    }
}

extension CountersignFFI.Section {
    fileprivate var forApp: CountersignAPI.ConsentRequest.Section {
        CountersignAPI.ConsentRequest.Section(
            key: key,
            title: title,
            fields: fields.map { $0.forApp }
        )
    }
}

extension CountersignFFI.Field {
    fileprivate var forApp: CountersignAPI.ConsentRequest.Field {
        CountersignAPI.ConsentRequest.Field(
            key: key,
            label: label,
            text: text,
            kind: kind.forApp,
            prominence: Int(prominence),
            direction: direction.forApp,
            clientWords: clientWords,
            warnings: warnings.map { $0.forApp }
        )
    }
}

extension CountersignFFI.FieldKind {
    fileprivate var forApp: CountersignAPI.ConsentRequest.FieldKind {
        switch self {
        case .party: .party
        case .amount: .amount
        case .account: .account
        case .text: .text
        case .date: .date
        case .time: .time
        case .permission: .permission
        case .link: .link
        case .code: .code
        }
    }
}

extension CountersignFFI.Direction {
    fileprivate var forApp: CountersignAPI.ConsentRequest.Direction {
        switch self {
        case .leftToRight: .leftToRight
        case .automatic: .automatic
        }
    }
}

extension CountersignFFI.Warning {
    fileprivate var forApp: CountersignAPI.ConsentRequest.Warning {
        CountersignAPI.ConsentRequest.Warning(key: key, text: text)
    }
}

extension CountersignFFI.Choice {
    fileprivate var forApp: CountersignAPI.ConsentRequest.Choice {
        CountersignAPI.ConsentRequest.Choice(
            detail: Int(detail),
            title: title,
            atLeast: Int(atLeast),
            atMost: Int(atMost),
            accounts: accounts.map { account in
                CountersignAPI.ConsentRequest.AccountOffer(
                    id: account.id,
                    label: account.label,
                    identification: account.identification,
                    currency: account.currency
                )
            }
        )
    }
}
