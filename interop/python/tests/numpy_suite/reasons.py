# SPDX-License-Identifier: BSD-3-Clause

"""Why tests of NumPy's fail on our arrays: rules, of which the first that matches gives the reason.

A rule sees one line: the test, the message of its failure and the line of code that failed. The rules are used when
expected_failures.txt is written anew; that list alone says which tests may fail.
"""

OBJECTS = "Element type of objects, which is not ours: arrays of None, Decimal, Fraction, own classes, integers of any size."
TEXTS = "Element types of texts and bytes, which are not ours."
RECORDS = "Structured element types, which are not ours: records, subarrays, void."
LONG = "Long double and its complex type, which are not ours: they differ from machine to machine."
ORDERS = "Other byte orders than the machine's, which no kernel reads."
BFLOAT = "An element type that NumPy has not: bfloat16 is E among the types of a ufunc."
TYPES = "Other descriptions of elements that are not ours: classes of dtypes, buffers of pointers, interfaces of scalars without memory."
SCALARS = "Results are arrays, never NumPy's scalars, as the array API has it."
UFUNCS = "Ufuncs without a row in spec/, or without complex loops."
FUNCTIONS = "NumPy's functions that have no counterpart yet."
METHODS = "Methods and attributes of arrays that have no counterpart yet."
FIXED = "Shape, strides and element type of an array are not assigned to: there are views instead. No flag but WRITEABLE is."
ERRORS = "Warnings that we don't give: of complex numbers that become real, of writes to copies, of steps whose results are right; or under the function's name."
KEYWORDS = "Parameters and forms of calls that our functions don't have."
WORDING = "The right error, in other words than NumPy's."
ANOTHER = "An error of another class."
LATER = "Accepted, where NumPy refuses."
C = "C functions of NumPy's tests, which take its own arrays alone."
INTROSPECTION = "Signatures, texts and modules of NumPy's own functions."
PRINTING = "We print as NumPy does by its defaults; its print options are its own."
SUBCLASSES = "Protocols of subclasses of numpy.ndarray: __array_finalize__, matrix, masked arrays."
DIFFERENT = "Results that differ from NumPy's on purpose; each is said in docs/python.md or the array API."
RANGES = "A range whose numbers don't fit the type asked for is refused; NumPy wraps them."
OWNERS = "What NumPy keeps of owners of memory: OWNDATA, an identical base, the size of a view."
OVERLAP = "An output whose elements overlap each other in part: which is written last is left open."
NAN = "A NaN that is computed, by a conversion too, is the positive one."
TOLERANCES = "The tolerances of isclose are numbers, of no element type."
FLAT = "Of elements that lie apart, an array of a.flat is a copy of its own; NumPy's is read-only, and may be written back."
READONLY = "What broadcast_arrays returns is read-only, as the array API allows; NumPy warns."
SHIM = "What the test holds of NumPy's own objects, such as a dictionary of its ufuncs."

EIG = "Eigenvalues are complex whatever they are, as the array API has it; NumPy's are real where all of them are."
DEPRECATED = "Deprecated forms of calls, of which NumPy warns."

RULES = [
    (r"TestEig(vals)?::test_types|TestEig(vals)?::test_0_size", EIG),
    (r"`axes` should not be `None`", DEPRECATED),
    (r"'lapack_lite'|'shape' of 'arraygen.ndarray' objects is not writable", FIXED),
    (r"fftn_out_and_s_interaction|unsupported in linalg", ANOTHER),
    (r"TestLstsq::test_(sq|nonsq|empty)|ArraySubclass|isinstance\((q|Q), a_type\)", SUBCLASSES),
    (r"TestNorm\w*::test_vector_return_type|TestDet::test_(zero|0_size)", SCALARS),
    # What is said by the message.
    (r"data type 'E' not understood", BFLOAT),
    (r"of kind '[iu]', |'newbyteorder'|'byteswap'|'[<>][a-zM][^']*' is no element type|dtype\('>|\|  ?TypeError: '<G'", ORDERS),
    (r"Could not convert object to NumPy (datetime|timedelta)", C),
    (r"isclose: timedelta64", TOLERANCES),
    (r"choose: .* is out of bounds", DIFFERENT),
    (r"no loop matches the signature \(timedelta64", KEYWORDS),
    (r"\[\(.*is no element type|'V\d*' is no element type|'[^']*,[^']*' is no element type|dtype\(\('|dtype\(\[|\{'.*is no element type|numpy.void|element type for void|format 'T\{|structured_non_void", RECORDS),
    (r"'[<>]?[gG]' is no element type|longdouble|float128|complex256|of kind '[fc]', (16|32) bytes|data type '[gG]' not", LONG),
    (r"'[<>|=]?[SUTac]\d*' is no element type|dtype\('[|<]?[SU]\d*'\) is no|<class '(str|bytes|numpy.str_|numpy.bytes_)'>|StringDType|of kind '[SU]'|format '<u'|data type '[SUT]\d*' not|element type for (str|bytes)", TEXTS),
    (r"'\|?O' is no element type|'?object'?>? is no element type|dtype\('O'\)|numpy.object_|cannot make an array of <class|fits no integer type|data type 'O' not|of kind 'O'|Decimal|<class 'test_.*is no element type|_len_|non_sequence_sequence", OBJECTS),
    (r"no element type|no such element type|data type '.*' not understood", TYPES),
    (r"has no ufunc|no ufunc power|an exponent is an integer|don't convert safely to the types of any loop", UFUNCS),
    (r"no implementation found", FUNCTIONS),
    (r"no attribute '(_warn_on_write|num|writebackifcopy)'|Unknown flag|flag .* cannot be set", FIXED),
    (r"has no setter|is not writable", FIXED),
    (r"'(arraygen\.(ndarray|ufunc)|finfo|function|A)' (objects? )?has no attribute", METHODS),
    (r"FloatingPointError|fpe error|DID NOT WARN|RuntimeWarning|ComplexWarning|[dD]id not raise floating point", ERRORS),
    (r"unexpected keyword argument|positional argument|required positional", KEYWORDS),
    (r"must be numpy.ndarray, not|test needs ndarray input|iterators.c:|must be numpy.ufunc, not|output must be an array", C),
    (r"not supported by signature|test_array_method_signatures|TextSignatures|InspectSignature|test_signatures|test_set_module|signature_error_message", INTROSPECTION),
    (r"[\[-]O[\]-]|rational|test_nat_", TYPES),
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
    (r"TestIsclose::test_(ip_|nep50)", TOLERANCES),
    (r"TestFlat::test___array__", FLAT),
    (r"test_wrong_arguments", ANOTHER),
    (r"bitwise_count.*is out of bounds", OBJECTS),
    (r"TestComplexFunctions::test_it", SHIM),
    (r"__doc__", INTROSPECTION),
    (r"np.isscalar", SCALARS),
    # What is said by the line of code.
    (r"isinstance\(.*(np\.|\bsctype|scalar|\.type)|type\(.*\) (is|==) |is np\.(True_|False_|float64)", SCALARS),
    (r"Regex pattern did not match|does not match", WORDING),
    (r"test_arrayprint", PRINTING),
    (r"DID NOT RAISE|not raised", LATER),
    (r"test_outer_exceeds_maxdims|test_malloc_fails|test_export_flags|TestCApiAccess|array_ufunc_direct_call|test_zero_step|dlpack_stream|dlpack_copy", ANOTHER),
    (r"test_relaxed_strides|test_memory_order|non_contiguous_array|pickle_with_buffercallback|test_writeable|dlpack_refcount|test_conjugate_view|invalid_subscript_assignment", DIFFERENT),
]
