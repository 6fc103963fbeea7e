package org.wardflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code wardflow}, alone in a folder, with nothing on the path but what a test puts there. */
class LauncherTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void withoutJavaItSaysWhatItNeeds() throws Exception {
        assertThat(run()).isEqualTo("""
                        Wardflow needs Java 17 or newer.
                          Found: no java on the PATH, and JAVA_HOME is not set
                          Fix:   install a JDK 17+, or set JAVA_HOME to one
                        exit 5""");
    }

    @Test
    void anOldJavaIsRefusedBeforeAnythingIsBuilt() throws Exception {
        program("java", "echo '    java.specification.version = 1.8' >&2");
        assertThat(run()).contains("Found: Java 8 at java", "exit 5").doesNotContain("Building");
    }

    @Test
    void withoutMavenItSaysWhatItNeeds() throws Exception {
        program("java", "echo '    java.specification.version = 21' >&2");
        assertThat(run()).contains("Found: no mvn on the PATH", "exit 5");
    }

    @Test
    void aFailedBuildShowsItsErrorsAndWhereTheRestIs() throws Exception {
        program("java", "echo '    java.specification.version = 17' >&2");
        program("mvn", "echo '[ERROR] no such thing'; echo '[ERROR] -> [Help 1]'; echo '[ERROR] noise'; exit 1");
        assertThat(run())
                .contains("Building Wardflow", "no such thing", "The build failed. All of its output: ", "exit 5")
                .doesNotContain("noise");
    }

    @Test
    void aBuildIsMadeOnceAndItsExitCodePassedOn() throws Exception {
        program(
                "java",
                "case $* in *showSettings*) echo 'java.specification.version = 17' >&2;; *) echo ran; exit 3;; esac");
        program("mvn", "mkdir -p app/target; echo built >>mvn.log");
        assertThat(run()).contains("Building Wardflow", "ran", "exit 3");
        assertThat(run()).isEqualTo("ran\nexit 3");
        assertThat(folder.resolve("mvn.log")).hasContent("built\n");
    }

    /** It compiles without the further checks: what it made is not to be taken for checked by the next build of Maven's own. */
    @Test
    void whatABuildCompiledIsOlderThanAnySource() throws Exception {
        program("java", "case $* in *showSettings*) echo 'java.specification.version = 17' >&2;; *) echo ran;; esac");
        program("mvn", "mkdir -p app/target core/target/classes; echo >core/target/classes/Any.class");
        assertThat(run()).contains("ran", "exit 0");
        assertThat(Files.getLastModifiedTime(folder.resolve("core/target/classes/Any.class"))
                        .toInstant())
                .isBefore(Instant.parse("1981-01-01T00:00:00Z"));
    }

    @Test
    void twoCommandsAtOnceBuildOnce() throws Exception {
        program("java", "case $* in *showSettings*) echo 'java.specification.version = 17' >&2;; *) echo ran;; esac");
        program("mvn", "mkdir -p app/target; echo built >>mvn.log; sleep 2");
        assertThat(run(script(), "first")).contains("ran", "exit 0");
        Files.delete(folder.resolve("app/target/wardflow.built"));
        CompletableFuture<String> other = CompletableFuture.supplyAsync(this::runBeside);
        assertThat(runBeside()).contains("ran", "exit 0");
        assertThat(other.get(1, TimeUnit.MINUTES)).contains("ran", "exit 0");
        assertThat(folder.resolve("mvn.log")).hasContent("built\nbuilt\n");
        assertThat(folder.resolve("app/target/wardflow.building")).doesNotExist();
    }

    @Test
    void aBuildThatWasKilledKeepsNobodyWaiting() throws Exception {
        program("java", "case $* in *showSettings*) echo 'java.specification.version = 17' >&2;; *) echo ran;; esac");
        program("mvn", "mkdir -p app/target");
        Process gone = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        gone.waitFor();
        Files.writeString(
                Files.createDirectories(folder.resolve("app/target")).resolve("wardflow.building"), gone.pid() + "\n");
        assertThat(run()).contains("Building", "ran", "exit 0").doesNotContain("waiting");
    }

    private String runBeside() {
        try {
            return run(script(), "beside");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path script() {
        return folder.resolve("wardflow");
    }

    @Test
    void calledByALinkItIsWhereTheLinkLeads() throws Exception {
        program("java", "case $* in *showSettings*) echo 'java.specification.version = 17' >&2;; *) echo $*;; esac");
        program("mvn", "mkdir -p app/target; echo built >>mvn.log");
        assertThat(run()).contains("exit 0");
        Path first = Files.createDirectories(folder.resolve("opt")).resolve("wardflow");
        Files.createSymbolicLink(first, Path.of("..", "wardflow"));
        Path second = Files.createDirectories(folder.resolve("usr/bin")).resolve("wardflow");
        Files.createSymbolicLink(second, first);
        assertThat(run(second, "up")).contains("-Dwardflow.root=" + folder.toRealPath(), "exit 0");
        assertThat(folder.resolve("mvn.log")).hasContent("built\n");
    }

    @Test
    void onlyWhatEndsWithinSecondsDoesWithoutTheSecondCompiler() throws Exception {
        program("java", "case $* in *showSettings*) echo 'java.specification.version = 17' >&2;; *) echo $*;; esac");
        program("mvn", "mkdir -p app/target");
        assertThat(run()).contains("TieredStopAtLevel");
        Path script = folder.resolve("wardflow");
        assertThat(run(script, "--home", "/srv/flow", "up")).doesNotContain("TieredStopAtLevel");
        assertThat(run(script, "--home=/srv/flow", "up")).doesNotContain("TieredStopAtLevel");
        assertThat(run(script, "--home", "/srv/flow", "status")).contains("TieredStopAtLevel");
    }

    @Test
    void memoryIsTunedUnlessTheUserDoes() throws Exception {
        program(
                "java",
                "case $* in *showSettings*) echo 'java.specification.version = 17' >&2;; esac; echo $GLIBC_TUNABLES");
        program("mvn", "mkdir -p app/target");
        assertThat(run()).contains("glibc.malloc.tcache_count=1000:glibc.malloc.mxfast=0");
        environment.put("GLIBC_TUNABLES", "glibc.malloc.check=1");
        assertThat(run()).contains("glibc.malloc.check=1").doesNotContain("tcache");
    }

    @Test
    void theClassesThatCommandsLoadAreArchivedOnceForAll() throws Exception {
        program("java", """
                for word; do
                    case $word in
                        -XX:ArchiveClassesAtExit=*) echo made >>"${word#*=}";;
                        *showSettings*) echo 'java.specification.version = 17' >&2;;
                    esac
                done
                echo $*""");
        program("mvn", "mkdir -p app/target");
        String shared = "-XX:SharedArchiveFile=" + folder.toRealPath().resolve("app/target/wardflow.jsa");
        assertThat(run()).contains(shared, "exit 0").doesNotContain("ArchiveClassesAtExit");
        assertThat(run()).contains(shared, "exit 0");
        assertThat(folder.resolve("app/target/wardflow.jsa")).hasContent("made\n");
    }

    @Test
    void withoutAnArchiveOfClassesCommandsRunToo() throws Exception {
        program("java", """
                case $* in
                    *showSettings*) echo 'java.specification.version = 17' >&2;;
                    *ArchiveClassesAtExit*) echo 'no room'; exit 1;;
                esac
                echo $*""");
        program("mvn", "mkdir -p app/target");
        assertThat(run()).contains("exit 0").doesNotContain("SharedArchiveFile", "no room");
    }

    private String run() throws IOException, InterruptedException {
        return run(folder.resolve("wardflow"), "--version");
    }

    private String run(Path script, String... arguments) throws IOException, InterruptedException {
        if (Files.notExists(script)) {
            Files.copy(Path.of("..", "wardflow"), script);
            Files.createDirectories(folder.resolve("app/target"));
            for (String tool : List.of(
                    "dirname",
                    "readlink",
                    "sed",
                    "find",
                    "head",
                    "tail",
                    "grep",
                    "mktemp",
                    "rm",
                    "mv",
                    "mkdir",
                    "sleep")) {
                program(tool, "PATH=/usr/bin:/bin exec " + tool + " \"$@\"");
            }
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .put("PATH", Files.createDirectories(folder.resolve("bin")).toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit " + process.waitFor();
    }

    private void program(String name, String body) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
