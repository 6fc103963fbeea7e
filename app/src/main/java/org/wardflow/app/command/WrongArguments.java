package org.wardflow.app.command;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Nearest;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with a command line. An event that a shell took apart lies in it too, so no word is shown but one that is like an
 * option, a command, a number, a time, or a choice where there is one.
 */
final class WrongArguments {
    private static final Pattern OPTION = Pattern.compile("(-[a-zA-Z]|--[a-z][a-z-]{0,30})(=.*)?", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("[a-z][a-z-]{0,20}");
    private static final Pattern CHOICE = Pattern.compile("[a-zA-Z]{1,20}");
    private static final Pattern NUMBER_OR_TIME =
            Pattern.compile("[-+]?[0-9]{1,7}[smhd]?(/s)?|[0-9]{4}-[0-9]{2}-[0-9TZ:.+-]{1,30}");
    private static final Pattern PLACE =
            Pattern.compile("Unmatched arguments? (?:from|at) index ([0-9]+):.*", Pattern.DOTALL);

    private final ParameterException problem;
    private final CommandLine command;

    private WrongArguments(ParameterException problem) {
        this.problem = problem;
        this.command = problem.getCommandLine();
    }

    /** What is told of it. */
    static WardflowException of(ParameterException problem) {
        WrongArguments wrong = new WrongArguments(problem);
        String name = wrong.command.getCommandSpec().qualifiedName();
        return problem instanceof UnmatchedArgumentException unmatched
                ? wrong.unmatched(unmatched.getUnmatched(), name)
                : usage(wrong.what(), name, name + " --help");
    }

    private static WardflowException usage(String what, String name, String fix) {
        return new WardflowException(ErrorCode.USAGE, what, "the arguments of " + name, fix);
    }

    private WardflowException unmatched(List<String> words, String name) {
        Matcher option = OPTION.matcher(words.get(0));
        if (option.matches()) {
            return usage("Unknown option: " + option.group(1), name, suggestion(option.group(1)) + name + " --help");
        }
        boolean isCommand = !command.getSubcommands().isEmpty()
                && COMMAND.matcher(words.get(0)).matches();
        if (isCommand) {
            return usage("There is no command " + words.get(0), name, suggestion(words.get(0)) + name + " --help");
        }
        Matcher place = PLACE.matcher(String.valueOf(problem.getMessage()));
        return usage(
                "%s more than it takes%s; not shown, since they may say something of a patient"
                        .formatted(
                                Cells.count(words.size(), "argument"),
                                place.matches() ? ", behind the first " + place.group(1) : ""),
                name,
                "put a text with blanks or quotes between single quotes; " + name + " --help");
    }

    private String suggestion(String word) {
        Stream<String> known = Stream.concat(
                command.getSubcommands().keySet().stream(), command.getCommandSpec().optionsMap().keySet().stream());
        return Nearest.near(word, known)
                .map(near -> "did you mean " + near + "? ")
                .orElse("");
    }

    private String what() {
        String message =
                String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
        if (problem instanceof MissingParameterException) {
            // What stands in its place may be an option with its value.
            return message.replaceFirst(" but found .*", "");
        }
        if (problem instanceof OverwrittenOptionException) {
            return message;
        }
        @Nullable ArgSpec argument = problem.getArgSpec();
        if (argument == null) {
            return "These arguments do not go together";
        }
        return Optional.ofNullable(problem.getValue())
                .flatMap(value -> isShown(argument, value) ? Optional.of(message) : without(value, message))
                .orElseGet(() -> "Wrong value for " + argument.paramLabel() + where(argument));
    }

    private static boolean isShown(ArgSpec argument, String value) {
        return NUMBER_OR_TIME.matcher(value).matches()
                || (argument.type().isEnum() && CHOICE.matcher(value).matches());
    }

    private static Optional<String> without(String value, String message) {
        String masked = message.replace("'" + value + "'", "***");
        return masked.contains(value) ? Optional.empty() : Optional.of(masked);
    }

    private static String where(ArgSpec argument) {
        return argument.isOption() ? " of " + ((CommandLine.Model.OptionSpec) argument).longestName() : "";
    }
}
