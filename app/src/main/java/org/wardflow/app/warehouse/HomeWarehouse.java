package org.wardflow.app.warehouse;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.settings.Secret;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.WarehouseMode;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.Server;
import org.wardflow.warehouse.Warehouse;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/** The warehouse that a home's settings name, with its server where that is one of ours. */
public final class HomeWarehouse implements AutoCloseable {
    private final Warehouse warehouse;
    private final Publisher publisher;
    private final @Nullable EmbeddedPostgres postgres;

    private HomeWarehouse(Warehouse warehouse, Publisher publisher, @Nullable EmbeddedPostgres postgres) {
        this.warehouse = warehouse;
        this.publisher = publisher;
        this.postgres = postgres;
    }

    /** Whether the settings want one. */
    public static boolean isWanted(Settings settings) {
        return settings.value(Settings.WAREHOUSE_MODE) != WarehouseMode.OFF;
    }

    /** Opens it; a server of ours is started unless it runs. SETTING_INVALID if there is to be none. */
    public static HomeWarehouse open(Workspace workspace) {
        Settings settings = workspace.settings();
        EmbeddedPostgres postgres = switch (settings.value(Settings.WAREHOUSE_MODE)) {
            case EMBEDDED ->
                EmbeddedPostgres.start(workspace.home().postgres(), settings.value(Settings.WAREHOUSE_PORT));
            case SERVER -> null;
            case OFF ->
                throw new WardflowException(
                        ErrorCode.SETTING_INVALID,
                        "This home has no warehouse",
                        "warehouse.mode is off",
                        "set warehouse.mode to embedded or server in wardflow.yaml");
        };
        boolean opened = false;
        try {
            Server server = postgres == null ? elsewhere(settings) : postgres.server();
            Warehouse warehouse = Warehouse.open(server, workspace.content());
            opened = true;
            return new HomeWarehouse(
                    warehouse,
                    new Publisher(
                            warehouse,
                            workspace.lake(),
                            workspace.engine(),
                            workspace.home().branch()),
                    postgres);
        } finally {
            if (!opened && postgres != null) {
                postgres.close();
            }
        }
    }

    private static Server elsewhere(Settings settings) {
        String url = settings.value(Settings.WAREHOUSE_URL);
        Optional<Secret> password = settings.value(Settings.WAREHOUSE_PASSWORD);
        if (!url.startsWith("jdbc:postgresql:") || password.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.SETTING_INVALID,
                    "The warehouse's server is not named",
                    "warehouse.mode is server, and warehouse.url or warehouse.password is missing",
                    "set both: jdbc:postgresql://HOST:PORT/DATABASE, and ${env:NAME} or ${file:PATH}");
        }
        return new Server(
                url, settings.value(Settings.WAREHOUSE_USER), password.get().reveal());
    }

    public Warehouse warehouse() {
        return warehouse;
    }

    /** What brings the home's lake to it. */
    public Publisher publisher() {
        return publisher;
    }

    /** Closes its connections, and stops a server that this object started. */
    @Override
    public void close() {
        warehouse.close();
        if (postgres != null) {
            postgres.close();
        }
    }
}
