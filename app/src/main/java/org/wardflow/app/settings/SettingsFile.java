package org.wardflow.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.app.terminal.Nearest;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads {@code wardflow.yaml}. All problems are reported together. A value from {@code ${env:X}} or {@code ${file:P}} is taken
 * for a secret: no message shows it.
 */
public final class SettingsFile {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

    private static final String PROPERTIES = Settings.KAFKA_CLIENT.name().replace("*", "");
    private static final Pattern SECRET_PROPERTY = Pattern.compile("password|passphrase|secret|jaas|keystore\\.key");

    private final List<Setting<?>> registry;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private SettingsFile(List<Setting<?>> registry, Map<String, String> environment) {
        this.registry = registry;
        this.environment = environment;
    }

    /**
     * Reads a file over the defaults; without a file, the defaults. Throws SETTING_INVALID, or SECRET_MISSING if references
     * that do not resolve are all that is wrong.
     */
    public static Settings read(Path file, Map<String, String> environment) {
        return new SettingsFile(Settings.ALL, environment).load(file);
    }

    private Settings load(Path file) {
        Map<Setting<?>, Object> values = new HashMap<>();
        registry.forEach(setting -> values.put(setting, setting.parser().apply(setting.defaultText())));
        boolean onlySecrets = true;
        Map<String, String> properties = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : flatten(file).entrySet()) {
            if (entry.getKey().startsWith(PROPERTIES)) {
                onlySecrets &= property(entry.getKey(), entry.getValue(), file, properties);
                continue;
            }
            Optional<Setting<?>> setting = registry.stream()
                    .filter(known -> known.name().equals(entry.getKey()))
                    .findFirst();
            if (setting.isEmpty()) {
                problems.add("unknown setting %s; did you mean %s?"
                        .formatted(
                                entry.getKey(),
                                Nearest.to(entry.getKey(), registry.stream().map(Setting::name))));
                onlySecrets = false;
                continue;
            }
            Optional<String> text = resolve(entry.getKey(), entry.getValue(), file);
            if (text.isEmpty()) {
                continue;
            }
            boolean secret = !text.get().equals(entry.getValue());
            if (setting.get().byReference() && !secret) {
                problems.add("%s: expected %s, so that the secret is not in this file"
                        .formatted(entry.getKey(), setting.get().kind().replace("`", "")));
                onlySecrets = false;
                continue;
            }
            try {
                values.put(setting.get(), setting.get().parser().apply(text.get()));
            } catch (IllegalArgumentException e) {
                problems.add("%s: %s, found %s".formatted(entry.getKey(), e.getMessage(), secret ? "***" : text.get()));
                onlySecrets = false;
            }
        }
        if (!problems.isEmpty()) {
            throw new WardflowException(
                    onlySecrets ? ErrorCode.SECRET_MISSING : ErrorCode.SETTING_INVALID,
                    "%s has %s".formatted(file, problems.size() == 1 ? "a problem" : problems.size() + " problems"),
                    String.join("\n         ", problems),
                    "correct the file; docs/configuration.md lists the settings");
        }
        values.put(Settings.KAFKA_CLIENT, Map.copyOf(properties));
        return new Settings(values);
    }

    /** One of the properties that are passed on as they are; false if a secret stands in the file. */
    private boolean property(String name, String text, Path file, Map<String, String> properties) {
        if (SECRET_PROPERTY.matcher(name).find() && !REFERENCE.matcher(text).find()) {
            problems.add(name + ": expected ${env:NAME} or ${file:PATH} in it, so that the secret is not in this file");
            return false;
        }
        resolve(name, text, file).ifPresent(value -> properties.put(name.substring(PROPERTIES.length()), value));
        return true;
    }

    private Map<String, String> flatten(Path file) {
        Map<String, String> flat = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return flat;
        }
        try {
            Object root = yaml().load(Files.readString(file));
            if (root instanceof Map<?, ?> map) {
                flatten("", map, flat);
            } else if (root != null) {
                throw unreadable(file, "no map of settings");
            }
            return flat;
        } catch (MarkedYAMLException e) {
            // The message would quote the file, and with it perhaps a secret.
            throw unreadable(file, "no YAML, near line " + (e.getProblemMark().getLine() + 1));
        } catch (YAMLException | IOException e) {
            throw unreadable(file, "no YAML in UTF-8");
        }
    }

    /** Every value is the text that stands there: YAML's own types make {@code off} a false and nothing a "null". */
    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new Resolver() {
            @Override
            protected void addImplicitResolvers() {
                // None.
            }
        });
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, String> flat) {
        map.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                flatten(prefix + key + ".", inner, flat);
            } else {
                String text = String.valueOf(value);
                if (!text.isEmpty()) {
                    flat.put(prefix + key, text);
                }
            }
        });
    }

    private Optional<String> resolve(String name, String text, Path file) {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (reference.find()) {
            String target = reference.group(2);
            Optional<String> value = reference.group(1).equals("env")
                    ? Optional.ofNullable(environment.get(target))
                    : content(file.resolveSibling(target));
            if (value.isEmpty()) {
                problems.add("%s: %s is not there".formatted(name, reference.group()));
                return Optional.empty();
            }
            reference.appendReplacement(resolved, Matcher.quoteReplacement(value.get()));
        }
        return Optional.of(reference.appendTail(resolved).toString());
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static WardflowException unreadable(Path file, String found) {
        return new WardflowException(
                ErrorCode.SETTING_INVALID,
                file + " cannot be read",
                found,
                "write it as docs/configuration.md shows, or remove it: every setting has a default");
    }
}
