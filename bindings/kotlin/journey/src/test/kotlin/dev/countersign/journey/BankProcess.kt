package dev.countersign.journey

import dev.countersign.testkit.ffi.Bank

/**
 * A bank in a process of its own, so that what it keeps does not count as the phone's. It is told a
 * line and answers a line.
 */
internal class BankProcess : AutoCloseable {
    private val process: Process =
        ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("java.class.path"),
            "-Djna.library.path=" + System.getProperty("jna.library.path"),
            "dev.countersign.journey.BankProcessKt",
        )
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
    private val lines = process.inputReader()
    private val words = process.outputWriter()

    val url: String = say("url")
    val key: String = say("key")

    fun say(line: String): String {
        words.write("$line\n")
        words.flush()
        return checkNotNull(lines.readLine()) { "the bank is gone" }
    }

    override fun close() {
        process.destroy()
        process.waitFor()
    }
}

/** The other end of the lines. It ends with its standard input. */
fun main() {
    Bank.open().use { bank ->
        for (line in generateSequence(::readLine)) println(answer(bank, line.split(' ')))
    }
}

private fun answer(bank: Bank, words: List<String>): String =
    when (words[0]) {
        "url" -> bank.url()
        "key" -> bank.vouchingKey()
        "offer" -> bank.offer(ACCOUNT).let { "${it.offer} ${it.link}" }
        "confirm" -> bank.confirm(words[1], words[2])
        "ask" -> {
            bank.ask(payment(ACCOUNT))
            val push = checkNotNull(bank.nextPush(words[1], 5_000u)) { "no push came" }
            "${push["enrolment"]} ${push["request"]}"
        }
        else -> error("the bank does not know ${words[0]}")
    }

private const val ACCOUNT = "a-customer"
