import Foundation

/// Opens the SQLite file at `path`, runs `body` with it, and closes it, whatever happens.
///
/// - Throws: what `body` throws; else `MojaError.Store` when the file could not be opened, or not
///   be closed in order.
public func withMoja<R: Sendable>(
    path: String, options: OpenOptions? = nil, isolation: isolated (any Actor)? = #isolation,
    _ body: (Moja) async throws -> R
) async throws -> R {
    let moja = try await Moja.open(path: path, options: options)
    let result: R
    do {
        result = try await body(moja)
    } catch {
        // The first failure is the one to tell.
        try? await moja.close()
        throw error
    }
    try await moja.close()
    return result
}

extension Session {
    /// Executes all commands or none, in one transaction: `allOrNothing(transfer, count)`.
    ///
    /// - Throws: the refusal of the first member that was refused; its place, from 0, is the field
    ///   `member`.
    @discardableResult
    public func allOrNothing(
        _ commands: any CommandValue..., commandId: CommandId? = nil
    ) async throws -> [MemberOutcome] {
        try await allOrNothing(commands: commands.map(\.asCommand), commandId: commandId)
    }

    /// What a sink has not had yet of the journal, in order, until its end. An entry is
    /// acknowledged when the next one is asked for; one whose consumer stops comes again the next
    /// time: at least once.
    public func journal(sink: String, batch: UInt32 = 100) -> Journal {
        Journal(session: self, sink: sink, batch: batch)
    }
}

/// Journal entries for a sink, see `Session.journal`.
public struct Journal: AsyncSequence, Sendable {
    public typealias Element = Delivered

    let session: Session
    let sink: String
    let batch: UInt32

    public func makeAsyncIterator() -> Iterator { Iterator(journal: self) }

    public struct Iterator: AsyncIteratorProtocol {
        let journal: Journal
        private var entries: [Delivered] = []
        private var delivered: Int64?

        init(journal: Journal) { self.journal = journal }

        public mutating func next() async throws -> Delivered? {
            if let position = delivered {
                let ack = Ack(sink: journal.sink, pos: position)
                _ = try await journal.session.outbox().ack(command: ack)
                delivered = nil
            }
            if entries.isEmpty {
                entries = try await journal.session.follow(sink: journal.sink, limit: journal.batch)
                entries.reverse()
            }
            let entry = entries.popLast()
            delivered = entry?.position
            return entry
        }
    }
}

/// The items of all pages, one after the other.
public struct Pages<Page: Sendable, Cursor: Sendable, Item: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Item

    let first: Cursor?
    let page: @Sendable (Cursor?) async throws -> Page
    let items: @Sendable (Page) -> [Item]
    let following: @Sendable (Page) -> Cursor?

    public func makeAsyncIterator() -> Iterator { Iterator(pages: self) }

    public struct Iterator: AsyncIteratorProtocol {
        let pages: Pages
        private var items: [Item] = []
        private var after: Cursor?
        private var isLast = false

        init(pages: Pages) {
            self.pages = pages
            after = pages.first
        }

        public mutating func next() async throws -> Item? {
            while items.isEmpty && !isLast {
                let page = try await pages.page(after)
                items = pages.items(page).reversed()
                after = pages.following(page)
                isLast = after == nil
            }
            return items.popLast()
        }
    }
}

extension Ledger {
    /// All lines of an account's statement, in order, page by page.
    public func statementLines(
        _ query: Statement
    ) -> Pages<StatementView, StatementCursor, StatementLine> {
        Pages(
            first: query.after,
            page: { after in
                var query = query
                query.after = after
                return try await self.statement(query: query)
            }, items: { $0.lines }, following: { $0.next })
    }

    /// All transactions that match, page by page.
    public func allTransactions(
        _ query: Transactions
    ) -> Pages<TransactionPage, TransactionCursor, TransactionView> {
        Pages(
            first: query.after,
            page: { after in
                var query = query
                query.after = after
                return try await self.transactions(query: query)
            }, items: { $0.transactions }, following: { $0.next })
    }
}
