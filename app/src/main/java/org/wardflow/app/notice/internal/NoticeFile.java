package org.wardflow.app.notice.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;

/** The state as a small file, replaced whole: after a crash it is the one before or the one after. */
public final class NoticeFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantText()));

    private final Path file;

    /** In a folder that need not exist yet. */
    public NoticeFile(Path folder) {
        this.file = folder.resolve("state.json");
    }

    /**
     * What was last written; empty if nothing was. A file that cannot be read is put aside: a damaged file of messages is no
     * reason to stop a pipeline.
     */
    NoticeState read() {
        if (!Files.exists(file)) {
            return NoticeState.EMPTY;
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), NoticeState.class);
        } catch (IOException e) {
            try {
                Files.move(file, file.resolveSibling("state.json.damaged"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException ignored) {
                // The next write replaces it.
            }
            return NoticeState.EMPTY;
        }
    }

    /** Writes it so that it survives a loss of power. */
    void write(NoticeState state) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path temporary = file.resolveSibling("state.json.tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(state));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Instants in ISO form, without the library that would add a dozen other types. */
    private static final class InstantText extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantText() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeException e) {
                throw context.weirdStringException("", Instant.class, "no time");
            }
        }
    }
}
