package org.wardflow.app.inbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What lies in an inbox and is never taken in, however long it lies there: a folder or a link in the folder of a source, and whatever lies beside these
 * folders. Who put it there waits for rows that do not come. Told by number and place, since the name of a file may be that of a patient.
 */
public final class Leftovers {
    private Leftovers() {}

    /**
     * Counts them.
     *
     * @param inbox may be absent
     * @param sources the topics and extracts
     * @return how many by folder, as {@code inbox} or {@code inbox/patient-flow}, in this order; folders with none are absent
     */
    public static SortedMap<String, Integer> in(Path inbox, Collection<String> sources) {
        SortedMap<String, Integer> found = new TreeMap<>();
        count(inbox, entry -> !isOurs(entry, sources), "inbox", found);
        for (String source : sources) {
            count(
                    inbox.resolve(source),
                    entry -> Inbox.isCandidate(entry) && !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS),
                    "inbox/" + source,
                    found);
        }
        return found;
    }

    private static boolean isOurs(Path entry, Collection<String> sources) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(".") || sources.contains(name) || name.equals(Inbox.DONE) || name.equals(Inbox.REFUSED);
    }

    private static void count(
            Path folder, DirectoryStream.Filter<Path> left, String where, SortedMap<String, Integer> found) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        int entries = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, left)) {
            for (Path entry : all) {
                entries += Files.exists(entry, LinkOption.NOFOLLOW_LINKS) ? 1 : 0;
            }
        } catch (IOException e) {
            // That a folder cannot be read is told by the inbox itself, which tries again and again.
            return;
        }
        if (entries > 0) {
            found.put(where, entries);
        }
    }
}
