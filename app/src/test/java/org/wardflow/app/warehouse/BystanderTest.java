package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.app.warehouse.PublishedSite.execute;
import static org.wardflow.app.warehouse.PublishedSite.number;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.warehouse.Publication;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.Scope;

/** What logins do keeps no publication from being made. */
class BystanderTest {
    @AutoClose
    private static final PublishedSite SITE = new PublishedSite(Site.spec(1, 2), 30);

    private static Publisher publisher() {
        return new Publisher(SITE.warehouse, SITE.site.workspace.lake(), SITE.site.workspace.engine());
    }

    /** As it is when somebody has filled the queue of notices, which takes 8 GB. */
    @Test
    void aPublicationIsCommittedThoughNobodyCanBeToldOfIt() throws SQLException {
        try (Connection administrator = SITE.administrator()) {
            execute(administrator, "revoke execute on function pg_notify(text, text) from public");
            SITE.site.until(33);
            Publication publication =
                    publisher().publish(SITE.site.workspace.reader().manifest(KnownAt.now()));
            assertThat(publication.changed()).isNotEmpty();
            assertThat(number(administrator, "select cycle from access.published"))
                    .isEqualTo(publication.cycle());
            execute(administrator, "grant execute on function pg_notify(text, text) to public");
        }
    }

    @Test
    void aSessionThatDoesNothingInATransactionIsEndedWhateverItsOwnSetting() throws Exception {
        String password = SITE.warehouse.logins().put("bi_forgotten", "clinician", Set.of(Scope.parse("1/ICU")));
        try (Connection idle = SITE.login("bi_forgotten", password);
                Connection resting = SITE.login("bi_forgotten", password)) {
            execute(idle, "set idle_in_transaction_session_timeout = 0");
            idle.setAutoCommit(false);
            execute(idle, "listen wardflow_published");
            execute(resting, "select 1");
            Thread.sleep(50);

            publisher().endIdle(Duration.ofMinutes(15));
            execute(idle, "select 1");
            Thread.sleep(50);
            publisher().endIdle(Duration.ofMillis(40));

            assertThatThrownBy(() -> execute(idle, "select 1")).isInstanceOf(SQLException.class);
            execute(resting, "select 1");
        }
    }
}
