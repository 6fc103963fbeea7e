package org.wardflow.app.log;

import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The one place that says what is logged and where. Our code logs by {@link System.Logger}, libraries by SLF4J; both end in
 * {@code java.util.logging}, which this configures.
 */
public final class Logs {
    /** The newest file; older ones have a number behind it. */
    public static final String FILE = "wardflow.log";

    /** Held here, as a logger that nobody holds loses its level with the next garbage collection. */
    private static final Logger OURS = Logger.getLogger("org.wardflow");

    /** Warns of each table without a checkpoint, which all young ones are. */
    private static final Logger SNAPSHOTS = Logger.getLogger("io.delta.kernel.internal.snapshot");

    private Logs() {}

    /** Logs nothing: a command that ends says all it has to say on the terminal. */
    public static void none() {
        replaceHandlers(Level.OFF);
    }

    /**
     * Logs to a folder from now on: what we say from INFO on, what libraries say from WARNING on.
     *
     * @param folder created with the first line
     */
    public static void to(Path folder) {
        Handler handler = new LogHandler(new RotatingFile(folder, FILE));
        handler.setLevel(Level.ALL);
        Logger root = replaceHandlers(Level.WARNING);
        root.addHandler(handler);
        OURS.setLevel(Level.INFO);
        SNAPSHOTS.setLevel(Level.SEVERE);
    }

    private static Logger replaceHandlers(Level level) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
            handler.close();
        }
        root.setLevel(level);
        return root;
    }
}
