"""Why tests of NumPy's fail on our arrays: rules, of which the first that matches gives the reason.

A rule sees one line: the test, the message of its failure and the line of code that failed. The rules are used when
expected_failures.txt is written anew; that list alone says which tests may fail.
"""

TYPES = "Element types that are not ours: objects, texts, dates, records, long double, other byte orders."
SCALARS = "Results are arrays, never NumPy's scalars, as the array API has it."
UFUNCS = "Ufuncs without a row in spec/, or without complex loops."
FUNCTIONS = "NumPy's functions that have no counterpart yet."
METHODS = "Methods and attributes of arrays that have no counterpart yet."
FIXED = "Shape, strides, flags and parts of an array are not assigned to: there are views instead."
FLAT = "x.flat is an iterator alone."
ERRORS = "Floating-point errors raise no warnings and no exceptions."
KEYWORDS = "Parameters and forms of calls that our functions don't have."
WORDING = "The right error, in other words than NumPy's."
ANOTHER = "An error of another class."
LATER = "Accepted, where NumPy refuses."
C = "C functions of NumPy's tests, which take its own arrays alone."
INTROSPECTION = "Signatures, texts and modules of NumPy's own functions."
PRINTING = "We print as NumPy does by its defaults; its print options are its own."
SUBCLASSES = "Protocols of subclasses of numpy.ndarray: __array_finalize__, matrix, masked arrays."
CONSTRUCTOR = "The constructor of arrays takes a shape, a type and an order, and no buffer."
DIFFERENT = "Results that differ from NumPy's on purpose; each is said in docs/python.md or the array API."
RANGES = "A range whose numbers don't fit the type asked for is refused; NumPy wraps them."
OWNERS = "What NumPy keeps of owners of memory: OWNDATA, an identical base, the size of a view."
OVERLAP = "An output whose elements overlap each other in part: which is written last is left open."
NAN = "A NaN that is computed, by a conversion too, is the positive one."
READONLY = "What broadcast_arrays returns is read-only, as the array API allows; NumPy warns."
SHIM = "What the test holds of NumPy's own objects, such as a dictionary of its ufuncs."

RULES = [
    # What is said by the message.
    (r"no element type|no such element type|cannot make an array of <class|fits no integer type|'newbyteorder'|data type '.*' not understood", TYPES),
    (r"has no ufunc|no ufunc power|don't convert safely to the types of any loop", UFUNCS),
    (r"no implementation found", FUNCTIONS),
    (r"no attribute '(writeable|owndata|fortran|carray|_warn_on_write|forc|behaved|num|writebackifcopy)'|Unknown flag", FIXED),
    (r"has no setter|is not writable|flags of an array don't change", FIXED),
    (r"'(generator|iterator)' object|flatiter|Flatiter", FLAT),
    (r"'(arraygen\.(ndarray|ufunc)|finfo|function|A)' (objects? )?has no attribute", METHODS),
    (r"FloatingPointError|fpe error|DID NOT WARN|RuntimeWarning|ComplexWarning|[dD]id not raise floating point", ERRORS),
    (r"unexpected keyword argument|positional argument|required positional", KEYWORDS),
    (r"invalid keyword argument for ndarray|ndarray\(\) takes at most", CONSTRUCTOR),
    (r"must be numpy.ndarray, not|test needs ndarray input|iterators.c:|must be numpy.ufunc, not|output must be an array", C),
    (r"not supported by signature|test_array_method_signatures|TextSignatures|InspectSignature|test_signatures|test_set_module|signature_error_message", INTROSPECTION),
    (r"datetime|timedelta|[\[-][mM]8|[\[-][mM][\]-]|[\[-]O[\]-]|rational|test_nat_", TYPES),
    (r"KeyError: <ufunc", SHIM),
    (r"arange: .* is out of bounds", RANGES),
    (r"a flag must be an integer|has mode='raise' alone|too large for an index", KEYWORDS),
    (r"assert_strict_equal|assert_array_strict_equal|\.flags ==|flags\.owndata|\.base is|\.base, |is base_arr|is copy_arr|TestSizeOf", OWNERS),
    (r"[sS]ubclass|masked|bad_finalize|finalize_gets|test_wrap_out|test_default_prepare|bad_array_priority|binop_interaction", SUBCLASSES),
    (r"test_mem_overlap.*_fuzz|test_unary_gufunc_fuzz", OVERLAP),
    (r"PyUFunc|_len_|non_sequence_sequence|Decimal|non_void|on_mock_array|forwarding_implementation|scalar_interface", TYPES),
    (r"add_newdoc|test_pickle_withstring|nep35_functions|test_import_entry_point|ntypes >=|test_text_signature|test_array_signature|test_test_interning", INTROSPECTION),
    (r"resolve_dtypes", METHODS),
    (r"bool_\(|is np\.|richcompare_scalar", SCALARS),
    (r"endswith\(shape_str\)|unicode_typestr|test_error_paths_and_promotion", WORDING),
    (r"test_no_suboffsets", C),
    (r"TestUfunc::test_broadcast ", READONLY),
    (r"TestHalf::test_nans_infs", NAN),
    (r"mit\.iters|ia\.base", C),
    (r"len\(w\)", ERRORS),
    # What is said by the line of code.
    (r"isinstance\(.*(np\.|\bsctype|scalar|\.type)|type\(.*\) (is|==) |is np\.(True_|False_|float64)", SCALARS),
    (r"Regex pattern did not match|does not match", WORDING),
    (r"test_arrayprint", PRINTING),
    (r"DID NOT RAISE|not raised", LATER),
    (r"test_outer_exceeds_maxdims|test_malloc_fails|test_export_flags|TestCApiAccess|array_ufunc_direct_call|test_zero_step|dlpack_stream|dlpack_copy", ANOTHER),
    (r"test_relaxed_strides|test_memory_order|non_contiguous_array|pickle_with_buffercallback|test_writeable|dlpack_refcount|test_conjugate_view|invalid_subscript_assignment", DIFFERENT),
]
