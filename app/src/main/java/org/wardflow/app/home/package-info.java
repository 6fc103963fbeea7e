/** The folder that everything of one installation lives in. */
@NullMarked
package org.wardflow.app.home;

import org.jspecify.annotations.NullMarked;
