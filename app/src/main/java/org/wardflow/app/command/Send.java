package org.wardflow.app.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Cells;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "send",
        description = "Send one event into the running system, and wait until it is in gold.",
        footer = {
            "",
            "What is read is sent byte for byte, without one line end behind it. Exits with 1 if gold does not have it within a"
                    + " minute; it is stored and not lost then."
        })
final class Send implements Callable<Integer> {
    private final Wardflow wardflow;

    private static final int LINE_END_BYTES_MAX = 2;

    @Parameters(
            paramLabel = "EVENT",
            description = "The event's JSON; @FILE reads it from a file, - from the standard input.")
    private String event = "";

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Default: ${DEFAULT-VALUE}.")
    private String topic = "patient-flow";

    @Option(names = "--key", paramLabel = "KEY", description = "The record's key, which decides its partition.")
    private @Nullable String key;

    Send(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        Home home = Home.open(wardflow.home());
        ControlClient client = ControlClient.require(home.run(), home.folder());
        ControlClient.Sent sent = client.send(topic, Optional.ofNullable(key), payload());
        wardflow.terminal()
                .out()
                .println("%s partition %s offset %s: %s"
                        .formatted(topic, sent.partition(), sent.offset(), became(sent)));
        boolean inGold = sent.inGold() && sent.quarantinedBy().isEmpty();
        return (inGold ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private static String became(ControlClient.Sent sent) {
        if (!sent.inGold()) {
            return "stored, but not in gold yet; ./wardflow status says why";
        }
        return sent.quarantinedBy()
                .map(rule -> "in quarantine, rule " + rule + "; ./wardflow quarantine show " + rule)
                .orElseGet(() -> "in gold after " + Cells.count(sent.took().toMillis()) + " ms");
    }

    private byte[] payload() {
        byte[] payload = event.startsWith("@")
                ? file(event.substring(1))
                : event.equals("-")
                        ? read(wardflow.terminal().in(), "the standard input")
                        : event.getBytes(StandardCharsets.UTF_8);
        if (payload.length > ControlClient.EVENT_BYTES_MAX) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "The event is longer than send takes",
                    "more than " + Cells.count(ControlClient.EVENT_BYTES_MAX, "byte"),
                    "send one event at a time; ./wardflow ingest takes a file of many");
        }
        return payload;
    }

    private static byte[] file(String name) {
        // What was meant as an event is no name to show.
        String shown = name.contains("{") ? "what follows @, which is no name of a file and not shown" : name;
        try (InputStream file = Files.newInputStream(Path.of(name))) {
            return read(file, shown);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new WardflowException(
                    ErrorCode.INPUT_MISSING, "There is no file to send", shown, "name it behind @, as in @event.json");
        } catch (IOException e) {
            throw unreadable(shown, e);
        }
    }

    /** All bytes but one line end behind them; of too many only so many that this shows. */
    private static byte[] read(InputStream in, String name) {
        try {
            byte[] bytes = in.readNBytes(ControlClient.EVENT_BYTES_MAX + LINE_END_BYTES_MAX + 1);
            int end = bytes.length;
            if (end > 0 && bytes[end - 1] == '\n') {
                end--;
                if (end > 0 && bytes[end - 1] == '\r') {
                    end--;
                }
            }
            return Arrays.copyOf(bytes, end);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static WardflowException unreadable(String name, IOException cause) {
        return new WardflowException(
                ErrorCode.INPUT_UNREADABLE,
                "The event cannot be read",
                "%s from %s".formatted(cause.getClass().getSimpleName(), name),
                "check what it is to be read from, then send it again: nothing was sent",
                cause);
    }
}
